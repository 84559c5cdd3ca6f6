import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ServerName } from './server.ts';

const recordSchema = z.object({
  pid: z.number(),
  startedAt: z.string(),
  /** False once it was stopped in order; the rest then only tells the port of last time. */
  running: z.boolean(),
  port: z.number(),
  address: z.string(),
  source: z.string(),
  command: z.array(z.string()),
});

/** What is kept about a server in its data directory, for the next start and for `doctor`. */
export type ServerRecord = z.infer<typeof recordSchema>;

export async function readRecord(dataDir: string, name: ServerName): Promise<ServerRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(fileOf(dataDir, name), 'utf8')));
  } catch {
    // Absent, or cut short by a crash: then there is nothing to go by.
    return undefined;
  }
}

export async function writeRecord(dataDir: string, name: ServerName, record: ServerRecord): Promise<void> {
  const file = fileOf(dataDir, name);
  await writeFile(`${file}.new`, JSON.stringify(record, null, 2));
  await rename(`${file}.new`, file);
}

function fileOf(dataDir: string, name: ServerName): string {
  return join(dataDir, `${name}.json`);
}
