import { useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { JsonObject } from '@throughline/flow/json';
import type { CodeEditor } from './code-editor.ts';
import type { CodeScope } from './completions.ts';
import { previewOf, problemIn, type Preview } from './preview.ts';
import type { CodeKind } from './tokens.ts';
import styles from './code-field.module.css';

export type CodeFieldProps = {
  id: string;
  kind: CodeKind;
  label: string;
  /** What a screen reader says after the label. */
  description: string;
  invalid: boolean;
  readOnly: boolean;
  placeholder: string;
  value: string;
  /** What can be read here; asked for when something is completed. */
  scope: () => CodeScope;
  /** Values of a run that was here, for the preview. */
  sample: JsonObject | undefined;
  onChange: (value: string) => void;
  onBlur: () => void;
};

/** A field for an expression or a template. It can be written in before the editor for it has loaded. */
export function CodeField(props: CodeFieldProps) {
  const { id, kind, label, value, sample, onChange } = props;
  const [create, setCreate] = useState<Create | undefined>(() => loaded);
  // Whoever writes in the plain field goes on there.
  const [isWriting, setWriting] = useState(false);
  useEffect(() => {
    let here = true;
    void loadEditor().then(
      (load) => here && setCreate(() => load),
      // Without it the plain field stays.
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, []);
  const settled = useDeferredValue(value);
  const problem = useMemo(() => problemIn(settled, kind), [settled, kind]);
  const preview = useMemo(() => previewOf(settled, kind, sample), [settled, kind, sample]);
  return (
    <div className={styles['field']}>
      {create && !isWriting ? (
        <Host {...props} create={create} invalid={props.invalid || problem !== undefined} />
      ) : (
        <textarea
          id={id}
          className={styles['plain']}
          data-kind={kind}
          aria-label={label}
          rows={Math.min(12, Math.max(1, Math.ceil(value.length / 40)))}
          readOnly={props.readOnly}
          placeholder={props.placeholder}
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          onFocus={() => setWriting(true)}
          onBlur={() => {
            setWriting(false);
            props.onBlur();
          }}
        />
      )}
      {problem ? (
        <p className={styles['problem']}>{problem.text}</p>
      ) : (
        preview && <ShownPreview preview={preview} />
      )}
    </div>
  );
}

type Create = typeof import('./code-editor.ts').createCodeEditor;

/** Once it has come, fields have it from the start. */
let loaded: Create | undefined;

async function loadEditor(): Promise<Create> {
  ({ createCodeEditor: loaded } = await import('./code-editor.ts'));
  return loaded;
}

function Host(props: CodeFieldProps & { create: Create }) {
  const { id, create, kind, label, description, invalid, readOnly, value } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<CodeEditor>(undefined);
  const change = useEffectEvent((text: string) => props.onChange(text));
  const blur = useEffectEvent(() => props.onBlur());
  const scope = useEffectEvent(() => props.scope());
  const begin = useEffectEvent(() => ({ text: props.value, placeholder: props.placeholder }));
  useEffect(() => {
    if (!host.current) return;
    editor.current = create(host.current, {
      kind,
      ...begin(),
      scope: () => scope(),
      onChange: (text) => change(text),
      onBlur: () => blur(),
    });
    return () => editor.current?.destroy();
  }, [create, kind]);
  useEffect(() => editor.current?.setText(value), [value]);
  useEffect(
    () => editor.current?.setState({ label, description, invalid, readOnly }),
    [create, kind, label, description, invalid, readOnly],
  );
  useEffect(() => {
    // A label leads to its control; to one of its own making it has to be told how.
    const words = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    const focus = () => host.current?.focus();
    words?.addEventListener('click', focus);
    return () => words?.removeEventListener('click', focus);
  }, [id]);
  return <div ref={host} id={id} data-code={kind} className={styles['host']} />;
}

function ShownPreview({ preview }: { preview: Preview }) {
  if (preview.kind === 'problem')
    return (
      <p className={styles['preview']} data-kind="problem">
        <span>With the last run</span> {preview.text}
      </p>
    );
  return (
    <p className={styles['preview']} data-kind={preview.kind}>
      <span>{preview.kind === 'value' ? '=' : 'Reads'}</span>{' '}
      {preview.kind === 'value' ? (
        <code>{preview.text}</code>
      ) : (
        preview.parts.map(({ text, expression }, index) =>
          expression === undefined ? (
            text
          ) : (
            <mark key={index} title={expression}>
              {text}
            </mark>
          ),
        )
      )}
    </p>
  );
}
