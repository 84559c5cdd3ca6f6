import { useMemo } from 'react';
import { useCatalogue, useEditor } from '../flows/use-flow-editor.tsx';
import { useSettledFlow } from './use-settled-flow.ts';
import { whereUsed } from './where-used.ts';
import styles from './inspector.module.css';

/** Nodes whose fields read this one. */
export function WhereUsed({ node }: { node: string }) {
  const catalogue = useCatalogue();
  const editor = useEditor();
  const flow = useSettledFlow();
  const uses = useMemo(() => whereUsed(flow, node, catalogue), [flow, node, catalogue]);
  return (
    <section className={styles['section']} aria-labelledby="where-used">
      <h2 id="where-used">Where used</h2>
      {uses.length === 0 ? (
        <p className={styles['muted']}>No field of another node reads this one.</p>
      ) : (
        <ul className={styles['uses']}>
          {uses.map(({ node: { id, title }, path, reads }) => (
            <li key={`${id} ${path.join('.')}`}>
              <button type="button" onClick={() => editor.getState().show({ node: id, path })}>
                <span>{title}</span>
                <code>{reads}</code>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
