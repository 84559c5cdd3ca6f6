import { Workflow } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { flowSettingsSchema, type FlowSettings } from '@throughline/flow/schema';
import { renameFlow } from '../commands/rename-flow.ts';
import { setSettings } from '../commands/set-settings.ts';
import { useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { besideField, type Path } from './at-path.ts';
import { IssueLines } from './field-frame.tsx';
import { FormProvider } from './form-context.tsx';
import { formFields, type FormField } from './form-fields.ts';
import { Fields } from './form.tsx';
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
          {nodes.length} nodes, {edges.length} edges
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

/** The words of the settings: their schema is that of the file, and says what a file may hold. */
const words: { [key in keyof FlowSettings]: { title: string; help: string } } = {
  fallbackQueue: {
    title: 'Fallback queue',
    help: 'Gets a case when something fails and no edge says where to go on.',
  },
  fallbackTexts: {
    title: 'Fallback texts',
    help: 'Said to the customer when that happens, in the language of the case.',
  },
  visitLimit: {
    title: 'Visit limit',
    help: 'Most nodes that one turn may visit, from 1 to 500; a flow that goes in circles stops there.',
  },
  languages: {
    title: 'Languages',
    help: 'Codes of the languages that the flow speaks, such as en or de; the first is for everybody else.',
  },
  timeZone: { title: 'Time zone', help: 'Where the shop is, such as Europe/London.' },
  reopenWithin: {
    title: 'Reopen within',
    help: 'How long after a case was closed the customer finds it again by writing, such as 7d.',
  },
};

const declared = formFields(flowSettingsSchema);

// In a file they always stand, so there is no default to go back to.
const settingsFields: FormField[] = declared.map(({ standard: _, ...field }) => ({
  ...field,
  ...words[field.key as keyof FlowSettings],
  ...(field.key === 'reopenWithin' && { shape: { kind: 'duration' } }),
  required: true,
}));

function standardOf(key: string): unknown {
  return declared.find((field) => field.key === key)?.standard ?? '';
}

/** Paths of issues start at the file. */
function ofSettings<Found extends { path?: Path }>(issue: Found): Found {
  return issue.path ? { ...issue, path: inSettings(issue.path) } : issue;
}

function inSettings(path: Path): Path {
  return path[0] === 'settings' ? path.slice(1) : path;
}
