import { Columns2, Plus, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import { Button, IconButton } from '../ui/button.tsx';
import { languageName } from '../ui/language-name.ts';
import { listOf, recordOf, type Path } from './at-path.ts';
import { notSaid } from './code-setting.tsx';
import { FieldFrame, IssueLines, useControl, type FieldProps } from './field-frame.tsx';
import { useForm, useIssuesAt } from './form-context.tsx';
import type { Shape, TextKind } from './form-field.ts';
import { Standard } from './standard.tsx';
import { TextIn } from './text-in.tsx';
import { TextsDialog } from './texts-dialog.tsx';
import styles from './form.module.css';

type Props = FieldProps & { shape: Extract<Shape, { kind: 'texts' }> };

/** One text in several languages, one below the other, so that they can be compared. */
export function TextsField(props: Props) {
  const { field, shape, path, value, onChange, original } = props;
  const [comparing, setComparing] = useState(false);
  const { control, issues } = useControl(path, field.help);
  const { names, readOnly, settle } = useForm();
  const list = listOf(value);
  const standard = listOf(field.standard);
  const held = new Set(list.map((entry) => recordOf(entry)['language']));
  // The text that is translated stands in a field of its own, in the flow's first language.
  const wanted = field.key === 'translations' ? names.languages.slice(1) : names.languages;
  const missing = wanted.filter((language) => !held.has(language));
  const add = (language: string) => {
    settle();
    onChange([...list, { language, text: '' }]);
  };
  const remove = (index: number) => {
    settle();
    const next = list.toSpliced(index, 1);
    onChange(next.length === 0 && standard.length === 0 ? undefined : next);
  };
  return (
    <FieldFrame {...props} id={control.id} issues={issues} group>
      {value === undefined && standard.length > 0 ? (
        <Standard field={field} text={standardText(standard)} onChange={onChange} />
      ) : (
        <>
          <ul className={styles['texts']}>
            {list.map((entry, index) => (
              <OneText
                key={index}
                kind={shape.text}
                path={[...path, index]}
                entry={entry}
                onChange={(next) => onChange(list.with(index, next))}
                onRemove={() => remove(index)}
              />
            ))}
          </ul>
          {!readOnly && (
            <div className={styles['adds']}>
              {missing.map((language) => (
                <Button key={language} look="quiet" icon={<Plus />} onClick={() => add(language)}>
                  {languageName(language)}
                </Button>
              ))}
              <Button look="quiet" icon={<Plus />} onClick={() => add('')}>
                {missing.length > 0 ? 'Another language' : 'Add a language'}
              </Button>
              {list.length + (original ? 1 : 0) > 1 && (
                <Button look="quiet" icon={<Columns2 />} onClick={() => setComparing(true)}>
                  Side by side
                </Button>
              )}
            </div>
          )}
          {comparing && (
            <TextsDialog
              title={field.title}
              kind={shape.text}
              path={path}
              list={list}
              original={original}
              onChange={onChange}
              onClose={() => setComparing(false)}
            />
          )}
        </>
      )}
    </FieldFrame>
  );
}

type OneProps = {
  kind: TextKind;
  path: Path;
  entry: unknown;
  onChange: (entry: unknown) => void;
  onRemove: () => void;
};

function OneText({ kind, path, entry, onChange, onRemove }: OneProps) {
  const { readOnly, settle } = useForm();
  const { language, text } = recordOf(entry);
  const name = typeof language === 'string' && language !== '' ? languageName(language) : 'New language';
  const { control, issues } = useControl([...path, 'language'], undefined);
  const textIssues = useIssuesAt([...path, 'text']);
  const id = useId();
  return (
    <li className={styles['text']} data-path={JSON.stringify(path)}>
      <div className={styles['language']} data-path={JSON.stringify([...path, 'language'])}>
        <input
          {...control}
          className={styles['code']}
          aria-label={`Language code of ${name}`}
          autoComplete="off"
          spellCheck={false}
          maxLength={35}
          placeholder="en"
          value={typeof language === 'string' ? language : ''}
          onChange={({ target }) => onChange({ ...recordOf(entry), language: target.value })}
          onBlur={settle}
        />
        <span>{name}</span>
        {!readOnly && (
          <IconButton label={`Remove ${name}`} className={styles['small']} onClick={onRemove}>
            <Trash2 />
          </IconButton>
        )}
      </div>
      <IssueLines issues={issues} />
      <div data-path={JSON.stringify([...path, 'text'])}>
        <TextIn
          kind={kind}
          id={id}
          label={`Text in ${name}`}
          issues={textIssues}
          value={typeof text === 'string' ? text : ''}
          onChange={(next) => onChange({ ...recordOf(entry), text: next })}
        />
        <IssueLines issues={notSaid(textIssues)} />
      </div>
    </li>
  );
}

function standardText(standard: unknown[]): string {
  const texts = standard.map((entry) => recordOf(entry));
  const first = texts[0]?.['text'];
  const more = texts.length > 1 ? `, and in ${texts.length - 1} more languages` : '';
  return `“${typeof first === 'string' ? first : ''}”${more}`;
}
