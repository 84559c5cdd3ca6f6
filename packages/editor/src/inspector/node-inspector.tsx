import { Check, Copy } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { FlowNode } from '@throughline/flow/schema';
import { keepWires } from '../commands/keep-wires.ts';
import { renameNode } from '../commands/rename-node.ts';
import { setConfig } from '../commands/set-config.ts';
import { NodeIcon } from '../flows/node-icon.tsx';
import { useCatalogue, useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { useSimulationView } from '../simulator/simulation-store.ts';
import { IconButton } from '../ui/button.tsx';
import { copyText } from '../ui/copy-text.ts';
import { Empty } from '../ui/faces.tsx';
import { tellRefused } from '../ui/toast.tsx';
import { besideField } from './at-path.ts';
import { IssueLines } from './field-frame.tsx';
import { FormProvider } from './form-context.tsx';
import { formFields } from './form-fields.ts';
import { Fields } from './form.tsx';
import { OnEachChannel } from './on-each-channel.tsx';
import { useCodeScope } from './use-code-scope.ts';
import { TitleField } from './title-field.tsx';
import { useLead } from './use-lead.ts';
import { useNames } from './use-names.ts';
import { WhereUsed } from './where-used-list.tsx';
import styles from './inspector.module.css';

export function NodeInspector({ node }: { node: FlowNode }) {
  const catalogue = useCatalogue();
  const editor = useEditor();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const all = useFlowEditor((state) => state.issues);
  const led = useFlowEditor((state) => state.field);
  const names = useNames();
  const form = useRef<HTMLDivElement>(null);
  const declaration = Object.hasOwn(catalogue, node.type) ? catalogue[node.type] : undefined;
  const fields = useMemo(() => (declaration ? formFields(declaration.config) : []), [declaration]);
  const issues = useMemo(() => all.filter((issue) => issue.node === node.id), [all, node.id]);
  const sample = useSimulationView(({ samples, recorded }) => samples[node.id] ?? recorded[node.id]);
  const code = useCodeScope(node.id, sample);
  useLead(form, led);

  const ofNode = issues.filter(({ path }) => !path || path.length === 0);
  return (
    <FormProvider
      readOnly={readOnly}
      issues={issues}
      names={names}
      code={code}
      {...(led && { led })}
      settle={editor.getState().endSeries}
    >
      <h2 className="unseen">Settings of {node.title}</h2>
      <Head node={node} title={declaration?.title ?? node.type} icon={declaration?.icon} />
      <div ref={form} className={styles['body']}>
        {declaration && (
          <p className={styles['about']}>
            {declaration.help} <AboutNode type={node.type} title={declaration.title} />
          </p>
        )}
        <IssueLines issues={ofNode.map((issue) => ({ ...issue, text: besideField(issue) }))} />
        {!declaration && (
          <Empty title={`There is no node “${node.type}” here`}>
            Install the package that brings it, or choose another one from the palette.
          </Empty>
        )}
        <Fields
          fields={fields}
          path={[]}
          value={node.config}
          onChange={(config, { key, title }) =>
            editor
              .getState()
              .run(keepWires(setConfig(node.id, key, config[key], `“${title}”`), node.id, catalogue))
          }
        />
        <OnEachChannel node={node.id} sample={sample} issues={issues} />
        <WhereUsed node={node.id} />
      </div>
    </FormProvider>
  );
}

function Head({ node, title, icon }: { node: FlowNode; title: string; icon: string | undefined }) {
  const { run } = useEditor().getState();
  return (
    <header className={styles['head']}>
      <span className={styles['type']}>
        <NodeIcon name={icon} />
        {title}
      </span>
      <TitleField
        label="Title of the node"
        title={node.title}
        onTitle={(next) => run(renameNode(node.id, next))}
      />
      <CopyId id={node.id} />
    </header>
  );
}

/** Beside the drawing, whose history ends when its page is left. */
function AboutNode({ type, title }: { type: string; title: string }) {
  return (
    <a href={`/nodes/${encodeURIComponent(type)}`} target="_blank">
      About this node <span className="unseen">{title}, in another window</span>
    </a>
  );
}

function CopyId({ id }: { id: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await copyText(id);
      setCopied(true);
      setTimeout(() => setCopied(false), 1_500);
    } catch {
      tellRefused('Not copied: the browser does not let this page write to the clipboard.');
    }
  };
  return (
    <span className={styles['id']}>
      <code>{id}</code>
      <IconButton label="Copy the id" onClick={() => void copy()}>
        {copied ? <Check /> : <Copy />}
      </IconButton>
      <span className="unseen" role="status">
        {copied ? 'Copied' : ''}
      </span>
    </span>
  );
}
