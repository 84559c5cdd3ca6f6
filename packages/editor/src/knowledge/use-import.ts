import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { knowledgeKey } from './queries.ts';
import { readChosen, type Chosen } from './read-chosen.ts';
import { planFiles, planPages, writePlan, type Written } from './run-import.ts';
import type { ImportPlan, ImportProblem, PlannedArticle } from './types.ts';

export type ImportState =
  | { is: 'choosing'; error?: unknown }
  | { is: 'reading'; done: number; of: number }
  | { is: 'writing'; done: number; of: number }
  | ({ is: 'planned'; error?: unknown } & ImportPlan)
  | ({ is: 'done'; problems: ImportProblem[] } & Written);

type Work = Parameters<typeof planFiles>[1];

/** An import: what is chosen is read, shown, and written when somebody says so. */
export function useImport() {
  const [state, setState] = useState<ImportState>({ is: 'choosing' });
  const ending = useRef<AbortController>(undefined);
  const client = useQueryClient();

  async function read(plan: (work: Work) => Promise<ImportPlan>): Promise<void> {
    const work = begin('reading');
    try {
      const planned = await plan(work);
      if (!work.signal.aborted) setState({ is: 'planned', ...planned });
    } catch (error) {
      if (!work.signal.aborted) setState({ is: 'choosing', error });
    }
  }

  function begin(is: 'reading' | 'writing'): Work {
    ending.current?.abort();
    const controller = new AbortController();
    ending.current = controller;
    setState({ is, done: 0, of: 0 });
    const onProgress = (done: number, of: number) => {
      if (!controller.signal.aborted) setState({ is, done, of });
    };
    return { signal: controller.signal, onProgress };
  }

  return {
    state,
    readFiles: (chosen: Chosen[] | Promise<Chosen[]>) =>
      read(async (work) => {
        const { files, problems } = await readChosen(await chosen);
        const plan = await planFiles(files, work);
        return { ...plan, problems: [...problems, ...plan.problems] };
      }),
    readPages: (addresses: readonly string[], language: string) =>
      read((work) => planPages(addresses, language, work)),
    /** What was written before a failure is not asked for again. */
    async write(plan: ImportPlan, wanted: readonly PlannedArticle[]): Promise<void> {
      const work = begin('writing');
      let stands: ReadonlySet<string> = new Set();
      try {
        const written = await writePlan(wanted, { ...work, onWritten: (ids) => (stands = ids) });
        setState({ is: 'done', ...written, problems: plan.problems });
      } catch (error) {
        const left = plan.planned.filter(({ article }) => !stands.has(article.articleId));
        setState({ is: 'planned', planned: left, problems: plan.problems, error });
      }
      await client.invalidateQueries({ queryKey: knowledgeKey });
    },
    startAgain() {
      ending.current?.abort();
      setState({ is: 'choosing' });
    },
  };
}
