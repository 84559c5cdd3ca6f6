import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Conversation } from '../../packages/engine/src/play/conversation.ts';
import { readConversation } from '../../packages/engine/src/play/read-conversation.ts';
import { durationMs } from '../../packages/flow/src/duration.ts';

export type Recorded = { name: string; conversation: Conversation };

const folder = new URL('../../workflows/support.conversations/', import.meta.url);
const longestSilenceMs = 10_000;

/** The conversations that lie beside the support flow, by the names of their files. */
export async function recordedConversations(): Promise<Recorded[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.json$/, ''),
      conversation: await readConversation(fileURLToPath(new URL(file, folder))),
    })),
  );
}

/** Whether somebody is silent for so long that only a virtual clock can play it. */
export function isLong({ turns }: Conversation): boolean {
  return turns.some(({ silence, after }) =>
    [silence, after].some((text) => (durationMs(text ?? '0s') ?? 0) > longestSilenceMs),
  );
}
