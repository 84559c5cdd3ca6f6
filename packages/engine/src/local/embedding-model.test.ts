import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openCache } from './cache.ts';
import { findOnPath } from './command.ts';
import { embeddingModel, MODEL_FILES } from './embedding-model.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const beside = fileURLToPath(new URL('embedding-model', import.meta.url));
const maven = await findOnPath('mvn', process.env);

it.skipIf(maven === undefined)(
  'comes from Maven as often as it is asked for, and nothing is written beside the sources',
  async () => {
    const before = await readdir(beside, { recursive: true });
    for (const cacheDir of [await temporaryFolder(), await temporaryFolder()]) {
      const env = { ...process.env, THROUGHLINE_CACHE: cacheDir, THROUGHLINE_EMBEDDING_MODEL_DIR: '' };
      const cache = openCache(env);
      await cache.rememberOutOfReach('huggingface.co');
      const model = embeddingModel(env, cache);
      expect(await model.find()).toBeUndefined();
      const { dir, source } = await model.fetch(() => {});
      expect(source).toBe('Maven');
      expect((await readdir(dir)).toSorted()).toEqual([
        'config.json',
        'onnx',
        'tokenizer.json',
        'tokenizer_config.json',
      ]);
      expect(await model.find()).toEqual({ dir, source: 'the cache' });
    }
    expect(await readdir(beside, { recursive: true })).toEqual(before);
    expect(before.toSorted()).toEqual(['config.json', 'pom.xml', 'tokenizer_config.json']);
    expect(MODEL_FILES).toHaveLength(4);
  },
);
