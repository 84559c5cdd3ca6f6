import type { Config } from '../config-schema.ts';
import { embeddingModel } from '../local/embedding-model.ts';
import { openCache } from '../local/cache.ts';
import type { Answerer } from './answerer.ts';
import { createAnswerer } from './answerer.ts';
import { createCachedEmbedder } from './cached-embedder.ts';
import type { Embedder } from './embedder.ts';
import { createOfflineEmbedder } from './offline-embedder.ts';
import { createOfflineModel } from './offline-model.ts';
import { createOpenAiModel } from './openai.ts';
import { createOpenAiEmbedder } from './openai-embedder.ts';

/** The models that the configuration names: OpenAI or a compatible service with a key, else the offline pair. */
export async function createModels(
  config: Pick<Config, 'openai' | 'embeddings'>,
): Promise<{ embedder: Embedder; answerer: Answerer }> {
  const { openai } = config;
  const embedder = createCachedEmbedder(await createEmbedder(config));
  const model = openai
    ? createOpenAiModel({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, model: openai.model })
    : createOfflineModel({ embedder });
  return { embedder, answerer: createAnswerer({ model }) };
}

async function createEmbedder({
  openai,
  embeddings,
}: Pick<Config, 'openai' | 'embeddings'>): Promise<Embedder> {
  if (openai?.embeddingModel) {
    const { apiKey, baseUrl, embeddingModel: model } = openai;
    return createOpenAiEmbedder({ apiKey, baseUrl, model, dimensions: dimensionsOf(model) });
  }
  const modelDir = embeddings.modelDir ?? (await findLocalModel());
  return createOfflineEmbedder({ modelDir });
}

async function findLocalModel(): Promise<string> {
  const found = await embeddingModel(process.env, openCache(process.env)).find();
  if (!found)
    throw new Error(
      'No embedding model is on this machine. Run "npx throughline up" once, or set THROUGHLINE_EMBEDDING_MODEL_DIR.',
    );
  return found.dir;
}

/** https://platform.openai.com/docs/guides/embeddings; others are asked for the size of the small one. */
function dimensionsOf(model: string): number {
  return model.includes('3-large') ? 3072 : 1536;
}
