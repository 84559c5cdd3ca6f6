import { Link } from 'react-router';
import type { CaseLink } from '../api/case.ts';
import { useMay } from '../app/session.tsx';
import styles from './link-line.module.css';
import { describeLink } from './describe-link.ts';
import { useUndoLink } from './use-link-cases.ts';

/** What was done with another case, with the way to it, and the way back. */
export function LinkLine({ link, of, undone }: { link: CaseLink; of: string; undone: boolean }) {
  const mayAct = useMay('admin', 'ops', 'agent');
  const undo = useUndoLink(of);
  const other = link.from.id === of ? link.into : link.from;
  const holds = !undone && link.state === 'done';
  return (
    <span className={styles['line']}>
      {describeLink(link, of, undone)}{' '}
      <Link to={`/cases/${other.id}`} title={other.issue}>
        {titleOf(other)}
      </Link>
      {mayAct && holds && (
        <button
          type="button"
          className={styles['undo']}
          disabled={undo.isPending}
          aria-busy={undo.isPending}
          aria-label={`Undo the ${link.kind} with ${titleOf(other)}`}
          onClick={() => undo.mutate(link.id)}
        >
          Undo
        </button>
      )}
    </span>
  );
}

const longest = 60;

function titleOf({ id, issue }: CaseLink['from']): string {
  if (issue === undefined) return `case ${id.slice(0, 8)}`;
  return issue.length <= longest ? `“${issue}”` : `“${issue.slice(0, longest - 1).trimEnd()}…”`;
}
