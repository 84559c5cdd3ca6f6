import { readFile } from 'node:fs/promises';
import type { Conversation } from './conversation.ts';
import { parseConversation } from './conversation.ts';

/** What was given cannot be played; the message says what to change. */
export class PlayInputError extends Error {}

export async function readConversation(file: string): Promise<Conversation> {
  const parsed = parseConversation(await readJson(file));
  if (!parsed.ok) throw new PlayInputError(`${file} is not a conversation:\n${parsed.text}`);
  return parsed.conversation;
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new PlayInputError(`${file} cannot be read (${code}).`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PlayInputError(`${file} is not JSON: ${(error as Error).message}`);
  }
}
