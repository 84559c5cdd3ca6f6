import { BoxSelect } from 'lucide-react';
import { useFlowEditor } from '../flows/use-flow-editor.tsx';
import { isMac } from '../ui/is-mac.ts';
import styles from './inspector.module.css';

/** How many things are chosen, and what can be done with them. */
export function SeveralInspector() {
  const { nodes, edges } = useFlowEditor(({ selection }) => selection);
  const readOnly = useFlowEditor((state) => state.readOnly);
  const flow = useFlowEditor((state) => state.flow);
  const chosen = flow.nodes.filter(({ id }) => nodes.includes(id));
  const drawn = nodes.length - chosen.length;
  const counts = [
    counted(chosen.length, 'node', 'nodes'),
    counted(drawn, 'comment or group', 'comments or groups'),
    counted(edges.length, 'edge', 'edges'),
  ].filter(Boolean);
  return (
    <>
      <header className={styles['head']}>
        <span className={styles['type']}>
          <BoxSelect aria-hidden="true" />
          Chosen
        </span>
        <h2 className={styles['heading']}>{counts.join(', ')}</h2>
      </header>
      <div className={styles['body']}>
        {chosen.length > 0 && (
          <ul className={styles['chosen']}>
            {chosen.slice(0, 8).map(({ id, title }) => (
              <li key={id}>{title}</li>
            ))}
            {chosen.length > 8 && <li className={styles['muted']}>and {chosen.length - 8} more</li>}
          </ul>
        )}
        <dl className={styles['keys']}>
          {actions(readOnly).map(({ keys, does }) => (
            <div key={does}>
              <dt>
                <kbd>{keys}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <p className={styles['muted']}>Choose one node to see its settings.</p>
      </div>
    </>
  );
}

const modKey = isMac ? '⌘' : 'Ctrl';

function actions(readOnly: boolean): { keys: string; does: string }[] {
  const copy = { keys: `${modKey} C`, does: 'Copy' };
  const leave = { keys: 'Esc', does: 'Choose nothing' };
  if (readOnly) return [copy, leave];
  return [
    { keys: 'Drag', does: 'Move them together' },
    copy,
    { keys: `${modKey} X`, does: 'Cut' },
    { keys: `${modKey} D`, does: 'Duplicate' },
    { keys: 'Del', does: 'Remove' },
    leave,
  ];
}

function counted(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
