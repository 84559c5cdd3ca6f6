import { InputError } from '../input/input-error.ts';
import { notA, readJsonFile } from '../input/read-json-file.ts';
import type { Conversation } from './conversation.ts';
import { parseConversation } from './conversation.ts';

/** Throws `InputError` for what cannot be played. */
export async function readConversation(file: string): Promise<Conversation> {
  const parsed = parseConversation(await readJsonFile(file));
  if (parsed.ok) return parsed.conversation;
  throw new InputError(
    notA(file, 'a conversation', parsed.lines),
    'Correct it; docs/conversations.md has the format.',
  );
}
