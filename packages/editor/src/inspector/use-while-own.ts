import { useState } from 'react';

/**
 * What a control keeps beside its value, and how both are changed: it is good for as long as nobody else changes the value, such as by
 * undoing, or by moving another one here.
 */
export function useWhileOwn<Kept>(
  value: unknown,
  onChange: (value: unknown) => void,
  nothing: Kept,
): [Kept, (value: unknown, kept: Kept) => void] {
  const [own, setOwn] = useState<{ after: string | undefined; kept: Kept }>();
  const kept = own && own.after === JSON.stringify(value) ? own.kept : nothing;
  return [
    kept,
    (next, more) => {
      setOwn({ after: JSON.stringify(next), kept: more });
      onChange(next);
    },
  ];
}
