import { ReactFlowProvider } from '@xyflow/react';
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState, type ReactNode } from 'react';
import type { FieldChange, FlowDiff } from '@throughline/flow/diff-flows';
import type { Flow } from '@throughline/flow/schema';
import { IconButton } from '../ui/button.tsx';
import { Canvas } from './canvas.tsx';
import { compare, type Mark } from './comparison.ts';
import styles from './compare-view.module.css';
import { createFlowEditor } from './flow-editor.ts';
import { MarksContext } from './marks-context.ts';
import { useNodeViews } from './use-node-views.ts';
import { FlowEditorProvider, useCatalogue, useEditor } from './use-flow-editor.tsx';

type CompareViewProps = {
  title: string;
  before: { flow: Flow; name: string };
  after: { flow: Flow; name: string };
  /** What can be done about it. */
  actions?: ReactNode;
  onClose: () => void;
};

/** What is different between two flows, on the canvas and field by field. */
export function CompareView({ title, before, after, actions, onClose }: CompareViewProps) {
  const catalogue = useCatalogue();
  const [{ flow, diff, marks, names, count }] = useState(() => compare(before.flow, after.flow, catalogue));
  const [editor] = useState(() => {
    const editor = createFlowEditor(flow, { readOnly: true });
    // Else a large flow opens where it begins, and what is different is far away.
    const first = diff.nodes[0]?.id ?? diff.edges[0]?.from;
    if (first !== undefined) editor.getState().select({ nodes: [first] });
    return editor;
  });
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Content className={styles['view']} aria-describedby={undefined}>
          <header>
            <Dialog.Title>{title}</Dialog.Title>
            <p className={styles['legend']}>
              {before.name} → {after.name} ·{' '}
              {count === 0 ? 'no difference' : count === 1 ? '1 difference' : `${count} differences`}
            </p>
            {actions}
            <Dialog.Close asChild>
              <IconButton label="Close">
                <X />
              </IconButton>
            </Dialog.Close>
          </header>
          <FlowEditorProvider editor={editor} catalogue={catalogue}>
            <MarksContext value={marks}>
              <ReactFlowProvider>
                <div className={styles['canvas']}>
                  <Canvas />
                </div>
                <Changes diff={diff} drawn={names} count={count} names={[before.name, after.name]} />
              </ReactFlowProvider>
            </MarksContext>
          </FlowEditorProvider>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const words: { [mark in Mark]: string } = {
  added: 'Added',
  removed: 'Removed',
  moved: 'Moved',
  changed: 'Changed',
};

type ChangesProps = {
  diff: FlowDiff;
  drawn: Map<string, string>;
  count: number;
  names: [string, string];
};

function Changes({ diff, drawn, count, names }: ChangesProps) {
  const editor = useEditor();
  const views = useNodeViews();
  const { nodes } = editor.getState().flow;
  const titles = new Map(nodes.map(({ id, title }) => [id, title]));
  const nameOf = (id: string) => titles.get(id) ?? id;
  const portOf = ({ from, port }: { from: string; port: string }) => {
    const node = nodes.find(({ id }) => id === from);
    return (node && views(node).ports?.find(({ id }) => id === port)?.title) ?? port;
  };
  const show = (node: string) => editor.getState().show({ node });
  const flow = [...diff.flow, ...diff.settings];
  if (count === 0) return <p className={styles['none']}>Both are the same.</p>;
  return (
    <ol className={styles['changes']} aria-label="Differences">
      {flow.length > 0 && (
        <li>
          <p className={styles['what']}>
            <Tag mark="changed" /> The flow and its settings
          </p>
          <Fields fields={flow} names={names} />
        </li>
      )}
      {diff.nodes.map(({ id, title, change, fields }) => (
        <li key={id}>
          <button type="button" className={styles['what']} onClick={() => show(id)}>
            <Tag mark={change} /> {title}
          </button>
          {change === 'changed' && <Fields fields={fields} names={names} />}
        </li>
      ))}
      {diff.edges.map((edge) => (
        <li key={`${edge.from} ${edge.port}`}>
          <button type="button" className={styles['what']} onClick={() => show(edge.from)}>
            <Tag mark={edge.change === 'rewired' ? 'changed' : edge.change} /> Port “{portOf(edge)}” of “
            {nameOf(edge.from)}”
          </button>
          <p className={styles['wire']}>
            {edge.change === 'added' && `now leads to “${nameOf(edge.after)}”`}
            {edge.change === 'removed' && `led to “${nameOf(edge.before)}”`}
            {edge.change === 'rewired' && `led to “${nameOf(edge.before)}”, now to “${nameOf(edge.after)}”`}
          </p>
        </li>
      ))}
      {[...diff.comments, ...diff.groups].map(({ id, change, fields }) => (
        <li key={id}>
          <p className={styles['what']}>
            <Tag mark={change} /> {drawn.get(id)}
          </p>
          {change === 'changed' && <Fields fields={fields} names={names} />}
        </li>
      ))}
      {diff.reordered && (
        <li>
          <p className={styles['what']}>
            <Tag mark="changed" /> The order of the nodes: of two entries that fit a message, the first is
            taken
          </p>
        </li>
      )}
    </ol>
  );
}

function Tag({ mark }: { mark: Mark }) {
  return (
    <span className={styles['tag']} data-mark={mark}>
      {words[mark]}
    </span>
  );
}

function Fields({ fields, names: [before, after] }: { fields: FieldChange[]; names: [string, string] }) {
  return (
    <table className={styles['fields']}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">{before}</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field.path.join('.')}>
            <th scope="row">{field.title}</th>
            <td className={styles['before']}>{shown(field.before)}</td>
            <td className={styles['after']}>{shown(field.after)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shown(value: unknown): string {
  if (value === undefined) return '—';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
