import { Workflow } from 'lucide-react';
import { useMemo, useRef } from 'react';
import type { FlowSettings } from '@throughline/flow/schema';
import { renameFlow } from '../commands/rename-flow.ts';
import { setSettings } from '../commands/set-settings.ts';
import { useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { counted } from '../ui/counted.ts';
import { besideField, type Path } from './at-path.ts';
import { IssueLines } from './field-frame.tsx';
import { FormProvider } from './form-context.tsx';
import { Fields } from './form.tsx';
import { settingsFields, standardOf } from './settings-fields.ts';
import { TitleField } from './title-field.tsx';
import { useLead } from './use-lead.ts';
import { useNames } from './use-names.ts';
import styles from './inspector.module.css';

/** The settings of the flow as a whole. */
export function FlowInspector() {
  const editor = useEditor();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const { title, settings, nodes, edges } = useFlowEditor((state) => state.flow);
  const all = useFlowEditor((state) => state.issues);
  const field = useFlowEditor((state) => state.field);
  const led = useMemo(() => field && { ...field, path: inSettings(field.path) }, [field]);
  const names = useNames();
  const form = useRef<HTMLDivElement>(null);
  useLead(form, led);
  const issues = useMemo(() => all.filter(({ node, edge }) => !node && !edge).map(ofSettings), [all]);
  const ofFlow = issues.filter(({ path }) => !path || path.length === 0);
  return (
    <FormProvider
      readOnly={readOnly}
      issues={issues}
      names={names}
      {...(led && { led })}
      settle={editor.getState().endSeries}
    >
      <header className={styles['head']}>
        <span className={styles['type']}>
          <Workflow aria-hidden="true" />
          Flow
        </span>
        <h2 className="unseen">Settings of {title}</h2>
        <TitleField
          label="Title of the flow"
          title={title}
          onTitle={(next) => editor.getState().run(renameFlow(next))}
        />
        <span className={styles['muted']}>
          {counted(nodes.length, 'node')}, {counted(edges.length, 'edge')}
        </span>
      </header>
      <div ref={form} className={styles['body']}>
        <p className={styles['about']}>Choose a node to change it. What holds for the whole flow is here.</p>
        <IssueLines issues={ofFlow.map((issue) => ({ ...issue, text: besideField(issue) }))} />
        <Fields
          fields={settingsFields}
          path={[]}
          value={settings}
          onChange={(next, { key }) =>
            editor
              .getState()
              .run(setSettings({ [key]: next[key] ?? standardOf(key) } as Partial<FlowSettings>))
          }
        />
      </div>
    </FormProvider>
  );
}

/** Paths of issues start at the file. */
function ofSettings<Found extends { path?: Path }>(issue: Found): Found {
  return issue.path ? { ...issue, path: inSettings(issue.path) } : issue;
}

function inSettings(path: Path): Path {
  return path[0] === 'settings' ? path.slice(1) : path;
}
