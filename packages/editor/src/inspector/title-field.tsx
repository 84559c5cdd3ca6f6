import { useState } from 'react';
import { useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import styles from './inspector.module.css';

type TitleFieldProps = { label: string; title: string; onTitle: (title: string) => void };

/** The title of what is chosen. It is never without one: an empty field waits until something is written. */
export function TitleField({ label, title, onTitle }: TitleFieldProps) {
  const editor = useEditor();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const [text, setText] = useState(title);
  const [before, setBefore] = useState(title);
  if (before !== title) {
    setBefore(title);
    setText(title);
  }
  return (
    <input
      className={styles['title']}
      aria-label={label}
      maxLength={120}
      readOnly={readOnly}
      value={text}
      onChange={({ target }) => {
        setText(target.value);
        if (target.value.trim() !== '') onTitle(target.value);
      }}
      onBlur={() => {
        setText(title);
        editor.getState().endSeries();
      }}
    />
  );
}
