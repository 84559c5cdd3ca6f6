import { useEffect, useEffectEvent } from 'react';
import { isBehindDialog } from './is-behind-dialog.ts';
import { isWriting } from './is-writing.ts';

/** Keys without a modifier, on the whole page; not while somebody writes or a dialog is open. */
export function useHotkeys(keys: { [key: string]: (() => void) | undefined }): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isBusy(event)) return;
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function isBusy(event: KeyboardEvent): boolean {
  if (isWriting(event) || isBehindDialog()) return true;
  return event.target instanceof HTMLElement && event.target.closest('[role=dialog], [role=menu]') !== null;
}
