import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { FeatureExtractionPipeline } from '@huggingface/transformers';
import type { Embedder } from './embedder.ts';

const perBatch = 16;

/**
 * bge-small-en-v1.5, int8, from a folder with `{config,tokenizer,tokenizer_config}.json` and
 * `onnx/model_quantized.onnx`. Loads on first use or when warmed, about a second and 90 MB; needs no network.
 */
export function createOfflineEmbedder({
  modelDir,
  threads = Math.min(2, availableParallelism()),
}: {
  modelDir: string;
  threads?: number;
}): Embedder {
  let loading: Promise<FeatureExtractionPipeline> | undefined;
  const pipeline = () => (loading ??= load(resolve(modelDir), threads));
  const embedder: Embedder = {
    id: 'bge-small-en-v1.5-int8',
    dimensions: () => Promise.resolve(384),
    async embed(texts, { signal } = {}) {
      const model = await pipeline();
      const vectors: Float32Array[] = [];
      // Texts of like length share a batch, since a batch costs what its longest text costs.
      const order = texts.map((_, i) => i).sort((a, b) => lengthAt(texts, a) - lengthAt(texts, b));
      for (let start = 0; start < order.length; start += perBatch) {
        signal?.throwIfAborted();
        const batch = order.slice(start, start + perBatch);
        const output = await model(
          batch.map((i) => texts[i] ?? ''),
          { pooling: 'cls', normalize: true },
        );
        const data = output.data as Float32Array;
        batch.forEach((i, row) => (vectors[i] = data.slice(row * 384, (row + 1) * 384)));
      }
      return vectors;
    },
    async warm() {
      await embedder.embed(['warm']);
    },
    words: () => wholeWords(resolve(modelDir)),
  };
  return embedder;
}

async function load(modelDir: string, threads: number): Promise<FeatureExtractionPipeline> {
  const { env, pipeline } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = dirname(modelDir);
  return pipeline('feature-extraction', basename(modelDir), {
    dtype: 'q8',
    local_files_only: true,
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
}

function lengthAt(texts: readonly string[], i: number): number {
  return texts[i]?.length ?? 0;
}

/** The tokenizer's vocabulary is ordered by frequency. */
async function wholeWords(modelDir: string): Promise<string[]> {
  const tokenizer = JSON.parse(await readFile(join(modelDir, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  return Object.entries(tokenizer.model.vocab)
    .filter(([word]) => /^[a-z]{2,}$/.test(word))
    .sort((a, b) => a[1] - b[1])
    .map(([word]) => word);
}
