import { batches } from './batches.ts';
import { knowledge } from './knowledge-client.ts';
import type { ImportPlan, ImportProblem, PlannedArticle } from './types.ts';

type Work = { signal: AbortSignal; onProgress: (done: number, of: number) => void };
export type NamedText = { name: string; text: string };

/** One call may fetch slow pages; beyond this it is given up. */
const callMs = 90_000;

/** What an import of these files would do. */
export async function planFiles(files: readonly NamedText[], work: Work): Promise<ImportPlan> {
  const parts = batches(files, { most: 20, size: 2_000_000, sizeOf: ({ text }) => text.length });
  return plannedIn(parts, work, (part, signal) => knowledge.planFiles(part, signal));
}

/** The same of web pages; sitemaps among the addresses are followed. */
export async function planPages(
  addresses: readonly string[],
  language: string,
  work: Work,
): Promise<ImportPlan> {
  const found = await knowledge.pagesOf([...addresses], within(work.signal));
  const parts = batches(found.pages, { most: 4, size: 4, sizeOf: () => 1 });
  const plan = await plannedIn(parts, work, (part, signal) => knowledge.planPages(part, language, signal));
  return { ...plan, problems: [...found.problems, ...plan.problems] };
}

export type Written = { written: number; refused: ImportProblem[] };

/** Writes what is new or changed; the same again changes nothing. `onWritten` is told of each that stands. */
export async function writePlan(
  planned: readonly PlannedArticle[],
  { signal, onProgress, onWritten }: Work & { onWritten: (ids: ReadonlySet<string>) => void },
): Promise<Written> {
  const parts = batches(planned, { most: 20, size: 2_000_000, sizeOf: ({ article }) => article.body.length });
  const result: Written = { written: 0, refused: [] };
  const done = new Set<string>();
  for (const part of parts) {
    onProgress(done.size, planned.length);
    const { imported, refused } = await knowledge.write(
      part.map(({ article, base }) => ({ ...article, base })),
      within(signal),
    );
    result.written += imported.filter(({ changed }) => changed).length;
    for (const { articleId, text } of refused) {
      const file = part.find(({ article }) => article.articleId === articleId)?.source ?? articleId;
      result.refused.push({ file, text, fix: 'import it again to see what stands there now' });
    }
    for (const { article } of part) done.add(article.articleId);
    onWritten(done);
  }
  return result;
}

/** Of several sources with one id only the first is taken. */
export function withoutTwins({ planned, problems }: ImportPlan): ImportPlan {
  const from = new Map<string, string>();
  const twins: ImportProblem[] = [];
  const kept = planned.filter(({ source, article: { articleId } }) => {
    const earlier = from.get(articleId);
    if (earlier === undefined) from.set(articleId, source);
    else
      twins.push({
        file: source,
        field: 'id',
        text: `“${articleId}” is the id of ${earlier} too`,
        fix: 'give each its own id',
      });
    return earlier === undefined;
  });
  return { planned: kept, problems: [...problems, ...twins] };
}

async function plannedIn<Entry>(
  parts: Entry[][],
  { signal, onProgress }: Work,
  plan: (part: Entry[], signal: AbortSignal) => Promise<ImportPlan>,
): Promise<ImportPlan> {
  const all: ImportPlan = { planned: [], problems: [] };
  const of = parts.flat().length;
  let done = 0;
  for (const part of parts) {
    onProgress(done, of);
    const { planned, problems } = await plan(part, within(signal));
    all.planned.push(...planned);
    all.problems.push(...problems);
    done += part.length;
  }
  onProgress(of, of);
  return withoutTwins(all);
}

function within(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
}
