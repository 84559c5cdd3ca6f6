import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from 'mongodb';

export type Rows = { [collection: string]: number };

const lookEveryMs = 1_000;
/** The relay looks at rows older than 5 s every 2 s: by then it has looked at everything once more. */
const stillForMs = 8_000;
const withinMs = 180_000;

/** How many rows every collection has, once nothing is added any more. Throws when that does not come. */
export async function rowsAtRest(db: Db): Promise<Rows> {
  let rows = await countRows(db);
  for (let [since, end] = [Date.now(), Date.now() + withinMs]; Date.now() - since < stillForMs;) {
    await pause(lookEveryMs);
    const now = await countRows(db);
    if (grown(rows, now).length > 0) since = Date.now();
    if (Date.now() > end) throw new Error(`rows are still being added: ${grown(rows, now).join(', ')}`);
    rows = now;
  }
  return rows;
}

/** Collections with more rows than before, as `name +count`. */
export function grown(before: Rows, after: Rows): string[] {
  return Object.entries(after).flatMap(([name, count]) => {
    const more = count - (before[name] ?? 0);
    return more > 0 ? [`${name} +${more}`] : [];
  });
}

async function countRows(db: Db): Promise<Rows> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray();
  const counts = collections.map(async ({ name }) => [name, await db.collection(name).countDocuments()]);
  return Object.fromEntries(await Promise.all(counts)) as Rows;
}
