import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { JSONToPayload, payloadToJSON } from '@temporalio/common/lib/proto-utils';
import type { PayloadCodec } from '@temporalio/common';
import type { Plan } from '../../packages/flow/src/plan.ts';
import type { JournalRecord } from '../../packages/flow/src/replay.ts';

/**
 * A case as it once went on real servers: its Temporal history with readable payloads, and its journal. `others`: versions that
 * it was moved from.
 */
export type HistoryFile = {
  plan: Plan;
  others?: Plan[];
  journal: JournalRecord[];
  history: { events: HistoryEvent[] };
};

/** An event in the form that other Temporal tools write. */
export type HistoryEvent = { eventType: string; [attributes: string]: unknown };

export const historiesFolder = fileURLToPath(new URL('.', import.meta.url));

export async function readHistories(): Promise<{ name: string; file: HistoryFile }[]> {
  const names = (await readdir(historiesFolder)).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    names.map(async (name) => ({
      name: name.slice(0, -'.json'.length),
      file: JSON.parse(await readFile(new URL(name, import.meta.url), 'utf8')) as HistoryFile,
    })),
  );
}

/** Opens the sealed payloads, so that no key and no database is needed; takes out which machine it was. */
export async function readable<Value>(value: Value, codec: PayloadCodec): Promise<Value> {
  if (Array.isArray(value))
    return (await Promise.all(value.map((entry) => readable(entry as unknown, codec)))) as Value;
  if (typeof value !== 'object' || value === null) return value;
  if (isSealed(value)) {
    const [opened] = await codec.decode([JSONToPayload(value)]);
    return payloadToJSON(opened!) as Value;
  }
  const fields = Object.entries(value).map(async ([name, field]) => [
    name,
    name === 'identity' ? 'worker' : await readable(field as unknown, codec),
  ]);
  return Object.fromEntries(await Promise.all(fields)) as Value;
}

const sealedEncoding = Buffer.from('binary/encrypted').toString('base64');

function isSealed(value: object): boolean {
  return (
    'metadata' in value &&
    typeof value.metadata === 'object' &&
    value.metadata !== null &&
    'encoding' in value.metadata &&
    value.metadata.encoding === sealedEncoding
  );
}
