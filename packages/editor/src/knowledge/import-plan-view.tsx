import { useState } from 'react';
import { ApiError } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/faces.tsx';
import { languageName } from '../ui/language-name.ts';
import styles from './import-page.module.css';
import { ImportProblems } from './import-problems.tsx';
import type { ImportPlan, PlannedArticle } from './types.ts';

type PlanProps = {
  plan: ImportPlan;
  error: unknown;
  onWrite: (plan: ImportPlan, wanted: PlannedArticle[]) => Promise<void>;
  onStartAgain: () => void;
};

const states = { new: 'New', changed: 'Changed', unchanged: 'Unchanged' };

/** What would be written, and what was refused and why; each can be left out. */
export function ImportPlanView({ plan, error, onWrite, onStartAgain }: PlanProps) {
  const { planned, problems } = plan;
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const open = planned.filter(({ state }) => state !== 'unchanged');
  const wanted = open.filter(({ article }) => !left.has(article.articleId));
  const count = (state: PlannedArticle['state']) => planned.filter((one) => one.state === state).length;
  const toggle = (id: string) =>
    setLeft((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  return (
    <>
      <p className={styles['summary']} role="status">
        {count('new')} new, {count('changed')} changed, {count('unchanged')} unchanged, {problems.length}{' '}
        refused. Nothing is written yet.
      </p>
      {error !== undefined && (
        <p className={styles['failed']} role="alert">
          Not all were written.{' '}
          {error instanceof ApiError ? `${error.title}. ${error.message}` : 'Something unexpected happened.'}{' '}
          These are left; import them again.
        </p>
      )}
      <div className={styles['actions']}>
        <Button look="primary" disabled={wanted.length === 0} onClick={() => void onWrite(plan, wanted)}>
          {wanted.length === 1 ? 'Import 1 article' : `Import ${wanted.length} articles`}
        </Button>
        <Button look="quiet" onClick={onStartAgain}>
          Start again
        </Button>
        {wanted.length > 0 && <span className={styles['quiet']}>They answer on every channel at once.</span>}
      </div>
      <ImportProblems problems={problems} />
      {planned.length === 0 ? (
        problems.length === 0 && (
          <Empty title="There is nothing in it">Choose other files or addresses.</Empty>
        )
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">
                <span className="unseen">Import it</span>
              </th>
              <th scope="col">Article</th>
              <th scope="col">From</th>
              <th scope="col">Language</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {planned.map(({ source, state, article: { articleId, title, language } }) => (
              <tr key={articleId} data-state={state}>
                <td>
                  {state !== 'unchanged' && (
                    <input
                      type="checkbox"
                      aria-label={`Import ${title}`}
                      checked={!left.has(articleId)}
                      onChange={() => toggle(articleId)}
                    />
                  )}
                </td>
                <td>
                  {title}
                  <code>{articleId}</code>
                </td>
                <td className={styles['source']}>{source}</td>
                <td>{languageName(language)}</td>
                <td>{states[state]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
