import type { core } from 'zod';
import { z } from 'zod';

const shown = 10;

/** One line for each of Zod's issues: the place as a path, and what is wrong there. */
export function issueLines({ issues }: { issues: readonly core.$ZodIssue[] }): string[] {
  const lines = issues.slice(0, shown).map(({ path, message }) => `${placeOf(path)}: ${textOf(message)}`);
  return issues.length > shown ? [...lines, `and ${issues.length - shown} more`] : lines;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the whole' : z.core.toDotPath(path);
}

function textOf(message: string): string {
  return message
    .replace(/^Invalid input: /, '')
    .replace(/^(expected .*), received undefined$/, 'is missing; $1');
}
