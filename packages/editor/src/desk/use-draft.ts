import { useState } from 'react';

/** What is being written to a case; it stays when another case is opened, and over a reload of the page. */
export function useDraft(caseId: string): [draft: string, set: (draft: string) => void] {
  const key = `throughline:draft:${caseId}`;
  const [draft, setDraft] = useState(() => read(key));
  return [
    draft,
    (next) => {
      setDraft(next);
      try {
        if (next === '') sessionStorage.removeItem(key);
        else sessionStorage.setItem(key, next);
      } catch {
        // It then lasts as long as the case is open.
      }
    },
  ];
}

function read(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}
