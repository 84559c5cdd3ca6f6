import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useCatalogue, useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { besideField, fixBeside } from '../inspector/at-path.ts';
import { Empty } from '../ui/faces.tsx';
import { Segments } from '../ui/segments.tsx';
import { problemRows, type ProblemRow } from './problem-rows.ts';
import styles from './problems-panel.module.css';

type Shown = 'all' | 'error' | 'warning';

/** All that should be changed before the flow is published, errors first; each leads to its place. */
export function ProblemsPanel() {
  const catalogue = useCatalogue();
  const issues = useFlowEditor((state) => state.issues);
  const editor = useEditor();
  const [shown, setShown] = useState<Shown>('all');
  // The issues are those of the flow at the time: what was edited since is checked in a moment.
  const rows = useMemo(
    () => problemRows(issues, editor.getState().flow, catalogue),
    [issues, editor, catalogue],
  );
  const errors = rows.filter(({ issue }) => issue.severity === 'error').length;
  const options: { value: Shown; label: string; count?: number }[] = [
    { value: 'all', label: 'All', count: rows.length },
    { value: 'error', label: 'Errors', count: errors },
    { value: 'warning', label: 'Warnings', count: rows.length - errors },
  ];
  if (rows.length === 0)
    return (
      <Empty icon={<CircleCheck />} title="No problems">
        Nothing keeps this flow from being published.
      </Empty>
    );
  const visible = rows.filter(({ issue }) => shown === 'all' || issue.severity === shown);
  return (
    <div className={styles['panel']}>
      <header>
        <Segments label="Which problems" value={shown} options={options} onChange={setShown} />
        <p role="status">{summary(errors, rows.length - errors)}</p>
      </header>
      <Rows rows={visible} />
    </div>
  );
}

function Rows({ rows }: { rows: ProblemRow[] }) {
  const list = useRef<HTMLUListElement>(null);
  const move = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    buttons[buttons.findIndex((button) => button === document.activeElement) + by]?.focus();
  };
  if (rows.length === 0) return <p className={styles['none']}>None of this kind.</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <ul ref={list} className={styles['rows']} onKeyDown={move}>
      {rows.map((row, index) => (
        <Row key={`${row.issue.code} ${index}`} {...row} />
      ))}
    </ul>
  );
}

function Row({ issue, where, field }: ProblemRow) {
  const editor = useEditor();
  const { severity, fix, node, edge, path } = issue;
  const isError = severity === 'error';
  const lead = () => {
    const { show } = editor.getState();
    if (edge !== undefined) show({ edge });
    else show({ ...(node !== undefined && { node }), ...(path && { path }) });
  };
  return (
    <li data-severity={severity}>
      <button type="button" onClick={lead}>
        {isError ? <CircleAlert aria-label="Error" /> : <TriangleAlert aria-label="Warning" />}
        <span className={styles['what']}>
          {besideField(issue)}
          <span className={styles['fix']}>{fixBeside(fix)}</span>
        </span>
        <span className={styles['where']}>
          {where}
          {field && <span>{field}</span>}
        </span>
      </button>
    </li>
  );
}

function summary(errors: number, warnings: number): string {
  if (errors > 0) return `${counted(errors, 'error')} to mend before publishing`;
  return `${counted(warnings, 'warning')}; the flow can be published`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
