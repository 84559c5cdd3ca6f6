import { useRef, type ReactNode } from 'react';

type FileChoiceProps = {
  /** What screen readers call it. */
  label: string;
  /** As `accept` of an input: `.json,application/json`. */
  accept: string;
  onChoose: (file: File) => void;
  /** What is pressed; `open` shows the browser's own dialog. */
  children: (open: () => void) => ReactNode;
};

/** One file of the person's own; the same one can be chosen again. */
export function FileChoice({ label, accept, onChoose, children }: FileChoiceProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      {children(() => input.current?.click())}
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={label}
        hidden
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          if (chosen) onChoose(chosen);
        }}
      />
    </>
  );
}
