import { useRef, type ReactNode } from 'react';

type FileChoice = {
  /** What screen readers call it. */
  label: string;
  /** As `accept` of an input: `.json,application/json`. */
  accept: string;
  onChoose: (file: File) => void;
};

/** One file of the person's own; the same one can be chosen again. `input` is to be in the page, unseen. */
export function useFileChoice({ label, accept, onChoose }: FileChoice): {
  input: ReactNode;
  choose: () => void;
} {
  const field = useRef<HTMLInputElement>(null);
  const input = (
    <input
      ref={field}
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
  );
  return { input, choose: () => field.current?.click() };
}
