import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { openCache } from '../packages/engine/src/local/cache.ts';
import { embeddingModel } from '../packages/engine/src/local/embedding-model.ts';

// Puts the local embedding model into the folder that is named, for the image.
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Name the folder.');
const env = { THROUGHLINE_CACHE: `${tmpdir()}/throughline-cache`, ...process.env };
const model = embeddingModel(env, openCache(env));
const found = (await model.find()) ?? (await model.fetch(({ text }) => say(text)));
await cp(found.dir, folder, { recursive: true });
say(`The embedding model is in ${folder}, from ${found.source}.`);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
