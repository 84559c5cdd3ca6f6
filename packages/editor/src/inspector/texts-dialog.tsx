import { useId } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { languageName } from '../ui/language-name.ts';
import { recordOf, type Path } from './at-path.ts';
import { notSaid } from './code-setting.tsx';
import { IssueLines, type FieldProps } from './field-frame.tsx';
import { useIssuesAt } from './form-context.tsx';
import type { TextKind } from './form-field.ts';
import { TextIn } from './text-in.tsx';
import styles from './form.module.css';

/** A text in all of its languages, side by side. */
export function TextsDialog(props: {
  title: string;
  kind: TextKind;
  path: Path;
  list: unknown[];
  original: FieldProps['original'];
  onChange: (list: unknown[]) => void;
  onClose: () => void;
}) {
  const { title, kind, path, list, original, onChange, onClose } = props;
  const columns = list.length + (original ? 1 : 0);
  return (
    <Dialog open onClose={onClose} title={`${title} side by side`} wide>
      <div className={styles['columns']} style={{ width: columns * 320 }}>
        {original && (
          <section>
            <h3>{original.title}</h3>
            <p className={styles['original']}>{original.text}</p>
          </section>
        )}
        {list.map((entry, index) => (
          <Column
            key={index}
            kind={kind}
            path={[...path, index, 'text']}
            entry={entry}
            onChange={(text) => onChange(list.with(index, { ...recordOf(entry), text }))}
          />
        ))}
      </div>
    </Dialog>
  );
}

function Column(props: { kind: TextKind; path: Path; entry: unknown; onChange: (text: string) => void }) {
  const { kind, path, entry, onChange } = props;
  const { language, text } = recordOf(entry);
  const id = useId();
  const issues = useIssuesAt(path);
  const name = typeof language === 'string' && language !== '' ? languageName(language) : 'New language';
  return (
    <section>
      <h3>{name}</h3>
      <TextIn
        kind={kind}
        id={id}
        label={`Text in ${name}`}
        issues={issues}
        value={typeof text === 'string' ? text : ''}
        onChange={onChange}
      />
      <IssueLines issues={notSaid(issues)} />
    </section>
  );
}
