import type { Conversation } from '@throughline/flow/conversation';
import { conversation } from '@throughline/flow/conversation';
import { InputError } from '../input/input-error.ts';
import { issueLines } from '../input/issue-lines.ts';
import { notA, readJsonFile } from '../input/read-json-file.ts';

/** Throws `InputError` for what cannot be played. */
export async function readConversation(file: string): Promise<Conversation> {
  const parsed = parseConversation(await readJsonFile(file));
  if (parsed.ok) return parsed.conversation;
  throw new InputError(
    notA(file, 'a conversation', parsed.lines),
    'Correct it; docs/conversations.md has the format.',
  );
}

/** Reads a conversation; what is wrong with it is said with path and reason. */
export function parseConversation(
  input: unknown,
): { ok: true; conversation: Conversation } | { ok: false; lines: string[] } {
  const parsed = conversation.safeParse(input);
  return parsed.success
    ? { ok: true, conversation: parsed.data }
    : { ok: false, lines: issueLines(parsed.error) };
}
