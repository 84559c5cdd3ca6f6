import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** In bytes; below it the head of a response outweighs what is saved. */
const worthIt = 256;
const asBrotli = promisify(brotliCompress);
const asGzip = promisify(gzip);

/** Lays a brotli and a gzip file beside each text of the build: the API hands them out as they are. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      const texts = Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name));
      await Promise.all(texts.map((name) => compress(join(dir, name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const text = await readFile(path);
  if (text.length < worthIt) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  await Promise.all([
    asBrotli(text, { params }).then((small) => writeFile(`${path}.br`, small)),
    asGzip(text, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
  ]);
}
