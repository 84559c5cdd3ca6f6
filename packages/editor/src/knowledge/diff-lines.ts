import { diffArrays, diffWordsWithSpace } from 'diff';
import type { ArticleFields } from './types.ts';

export type Piece = { text: string; changed: boolean };
/** `skipped`: so many lines that are the same in both. */
export type DiffRow =
  { kind: 'same' | 'added' | 'removed'; pieces: Piece[] } | { kind: 'skipped'; lines: number };

/** Lines around a change that are shown with it. */
const around = 2;

/** Two articles as lines, with what changed inside of a line that was rewritten. */
export function diffLines(before: string, after: string): DiffRow[] {
  const rows: DiffRow[] = [];
  const parts = diffArrays(before.split('\n'), after.split('\n'));
  for (const [n, part] of parts.entries()) {
    const next = parts[n + 1];
    if (part.removed && next?.added) rows.push(...rewritten(part.value, next.value));
    else if (part.added && parts[n - 1]?.removed) continue;
    else rows.push(...part.value.map((text) => row(kindOf(part), text)));
  }
  return withoutTheRest(rows);
}

/** What an article says, as one text to compare. */
export function textOfArticle({ title, language, tags, questions, format, body }: ArticleFields): string {
  return [
    `Title: ${title}`,
    `Language: ${language}`,
    `Format: ${format}`,
    `Tags: ${tags.join(', ')}`,
    ...questions.map((question) => `Question: ${question}`),
    '',
    body,
  ].join('\n');
}

function kindOf({ added, removed }: { added: boolean; removed: boolean }) {
  return added ? 'added' : removed ? 'removed' : 'same';
}

function row(kind: 'same' | 'added' | 'removed', text: string): DiffRow {
  return { kind, pieces: [{ text, changed: false }] };
}

/** Lines that took the place of as many others are compared one by one. */
function rewritten(before: string[], after: string[]): DiffRow[] {
  if (before.length !== after.length)
    return [...before.map((text) => row('removed', text)), ...after.map((text) => row('added', text))];
  return before.flatMap((old, n): DiffRow[] => {
    const words = diffWordsWithSpace(old, after[n] ?? '');
    const side = (kind: 'added' | 'removed'): DiffRow => ({
      kind,
      pieces: words
        .filter((word) => word[kind] || kindOf(word) === 'same')
        .map((word) => ({ text: word.value, changed: word[kind] })),
    });
    return [side('removed'), side('added')];
  });
}

function withoutTheRest(rows: DiffRow[]): DiffRow[] {
  const near = new Set<number>();
  for (const [n, { kind }] of rows.entries()) {
    if (kind === 'same') continue;
    for (let place = n - around; place <= n + around; place++) near.add(place);
  }
  const shown: DiffRow[] = [];
  for (const [n, one] of rows.entries()) {
    const last = shown.at(-1);
    if (near.has(n)) shown.push(one);
    else if (last?.kind === 'skipped') last.lines++;
    else shown.push({ kind: 'skipped', lines: 1 });
  }
  return shown;
}
