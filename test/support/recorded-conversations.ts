import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Conversation } from '../../packages/flow/src/conversation.ts';
import { readConversation } from '../../packages/engine/src/play/read-conversation.ts';
import { durationMs } from '../../packages/flow/src/duration.ts';

export type Recorded = { name: string; file: string; conversation: Conversation };

const longestSilenceMs = 10_000;

/** The conversations that lie beside a flow of `workflows`, by the names of their files. */
export async function recordedConversations(flow = 'support'): Promise<Recorded[]> {
  const folder = new URL(`../../workflows/${flow}.conversations/`, import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(
    files.map(async (name) => {
      const file = fileURLToPath(new URL(name, folder));
      return { name: name.replace(/\.json$/, ''), file, conversation: await readConversation(file) };
    }),
  );
}

/** Whether somebody is silent for so long that only a virtual clock can play it. */
export function isLong({ turns }: Conversation): boolean {
  return turns.some(({ silence, after }) =>
    [silence, after].some((text) => (durationMs(text ?? '0s') ?? 0) > longestSilenceMs),
  );
}
