import { ArrowRight, Spline } from 'lucide-react';
import type { FlowEdge } from '@throughline/flow/schema';
import { portsNow } from '../commands/keep-wires.ts';
import { useCatalogue, useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { besideField } from './at-path.ts';
import { IssueLines } from './field-frame.tsx';
import styles from './inspector.module.css';

/** Where an edge leads, and from which port. */
export function EdgeInspector({ edge }: { edge: FlowEdge }) {
  const catalogue = useCatalogue();
  const editor = useEditor();
  const from = useFlowEditor(({ flow }) => flow.nodes.find(({ id }) => id === edge.from));
  const to = useFlowEditor(({ flow }) => flow.nodes.find(({ id }) => id === edge.to));
  const issues = useFlowEditor((state) => state.issues).filter((issue) => issue.edge === edge.id);
  const port = from && portsNow(from, catalogue)?.find(({ id }) => id === edge.port);
  const places = [
    { name: 'From', id: edge.from, title: from?.title },
    { name: 'To', id: edge.to, title: to?.title },
  ];
  return (
    <>
      <header className={styles['head']}>
        <span className={styles['type']}>
          <Spline aria-hidden="true" />
          Edge
        </span>
        <h2 className={styles['heading']}>
          {port?.title ?? edge.port} <ArrowRight aria-label="to" /> {to?.title ?? edge.to}
        </h2>
      </header>
      <div className={styles['body']}>
        <IssueLines issues={issues.map((issue) => ({ ...issue, text: besideField(issue) }))} />
        <dl className={styles['facts']}>
          {places.map(({ name, id, title }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {title === undefined ? (
                  `${id} (not in the flow)`
                ) : (
                  <button type="button" onClick={() => editor.getState().select({ nodes: [id] })}>
                    {title}
                  </button>
                )}
              </dd>
            </div>
          ))}
          <div>
            <dt>Port</dt>
            <dd>
              {port?.title ?? 'Not known'} <code>{edge.port}</code>
            </dd>
          </div>
        </dl>
        <p className={styles['muted']}>
          A case that leaves “{from?.title ?? edge.from}” by this port goes on in “{to?.title ?? edge.to}”.
        </p>
      </div>
    </>
  );
}
