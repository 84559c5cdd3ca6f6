import { readFile } from 'node:fs/promises';
import type { ZodType } from 'zod';
import { InputError } from './input-error.ts';
import { issueLines } from './issue-lines.ts';

/** What the file holds. Throws `InputError` for a file that is not there, cannot be read or is not JSON. */
export async function readJsonFile(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const [what, fix] = reasons[error.code ?? ''] ?? [`it cannot be read (${error.code})`, undefined];
    throw new InputError(`${file}: ${what}.`, fix, { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = (error as Error).message.replaceAll(/\s+/g, ' ');
    throw new InputError(`${file} is not JSON: ${why}.`, 'Name a JSON file, or correct it there.', {
      cause: error,
    });
  }
}

/** The same, checked; `what` names the kind of file: "a list of policies". */
export async function readJsonFileAs<Output>(
  file: string,
  { schema, what, fix }: { schema: ZodType<Output>; what: string; fix: string },
): Promise<Output> {
  const parsed = schema.safeParse(await readJsonFile(file));
  if (parsed.success) return parsed.data;
  throw new InputError(notA(file, what, issueLines(parsed.error)), fix);
}

/** In one line when one thing is wrong. */
export function notA(file: string, what: string, lines: readonly string[]): string {
  return `${file} is not ${what}:${lines.length === 1 ? ` ${lines[0]}` : lines.map((line) => `\n  ${line}`).join('')}`;
}

const reasons: { [code: string]: [what: string, fix: string] } = {
  ENOENT: ['there is no such file', 'Name a file that is there.'],
  EISDIR: ['it is a folder', 'Name a file.'],
  EACCES: ['it may not be read', 'Give this user the right to read it.'],
};
