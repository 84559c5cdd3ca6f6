import { useEffect, useEffectEvent } from 'react';
import type { Flow } from '@throughline/flow/schema';
import { isBehindDialog } from '../ui/is-behind-dialog.ts';
import { isWriting } from '../ui/is-writing.ts';
import type { FlowEditor } from './flow-editor.ts';

/** By the key's name: `Delete`, `Control+d`, `g` ... */
type Actions = { [key: string]: (() => void) | undefined };

export type CanvasActions = {
  /** With the focus on the canvas, or nowhere: what acts on what is chosen there. */
  onCanvas: Actions;
  /** From any part of the page. */
  anywhere: Actions;
};

/** Keys of the drawing; not while somebody writes or a dialog is open. `Control` stands for Command on a Mac, too. */
export function useCanvasKeys({ onCanvas, anywhere }: CanvasActions): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isElsewhere(event)) return;
    const key = nameOf(event);
    const action = anywhere[key] ?? (isOnCanvas(event.target) ? onCanvas[key] : undefined);
    if (!action) return;
    event.preventDefault();
    // React Flow chooses the focused node by it, once it is not chosen any more.
    if (key === 'Escape') event.stopPropagation();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    // Before the frame's: on this page `/` looks for nodes.
    document.addEventListener('keydown', listener, true);
    return () => document.removeEventListener('keydown', listener, true);
  }, []);
}

function nameOf({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): string {
  const named = key.length === 1 ? key.toLowerCase() : key;
  const shift = shiftKey && (key.length > 1 || ctrlKey || metaKey || /[a-z]/i.test(key));
  return `${ctrlKey || metaKey ? 'Control+' : ''}${altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${named}`;
}

function isElsewhere(event: KeyboardEvent): boolean {
  if (isWriting(event) || isBehindDialog()) return true;
  const { target } = event;
  return (
    target instanceof HTMLElement && target.closest('[role=dialog], [role=menu], [role=listbox]') !== null
  );
}

/** Where nothing has the focus, what is chosen on the canvas is meant. */
export function isOnCanvas(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest('.react-flow') !== null);
}

/** Into the settings of what is chosen. A node that has only the focus is chosen first. */
export function openSettings(editor: FlowEditor): void {
  const { selection, select } = editor.getState();
  const id = document.activeElement?.closest<HTMLElement>('.react-flow__node')?.dataset['id'];
  if (id !== undefined && !selection.nodes.includes(id)) return select({ nodes: [id] });
  document.querySelector<HTMLElement>('#inspector input, #inspector textarea')?.focus();
}

/** The node to go to from one by an arrow: along an edge, back along one, or to the next place of the same parent. */
export function neighbour(
  { nodes, edges }: Flow,
  from: string,
  to: 'next' | 'back' | 'above' | 'below',
): string | undefined {
  const out = edges.filter((edge) => edge.from === from);
  const into = edges.filter((edge) => edge.to === from);
  if (to === 'next') return out[0]?.to;
  if (to === 'back') return into[0]?.from;
  const y = (id: string) => nodes.find((node) => node.id === id)?.position?.y ?? 0;
  const [parent] = into;
  const siblings = [
    ...new Set(edges.filter((edge) => edge.from === parent?.from).map((edge) => edge.to)),
  ].sort((one, other) => y(one) - y(other));
  return siblings[siblings.indexOf(from) + (to === 'below' ? 1 : -1)];
}

/** Goes there, with the focus. */
export function walk(editor: FlowEditor, to: 'next' | 'back' | 'above' | 'below'): void {
  const { flow, selection, select } = editor.getState();
  const [from] = selection.nodes;
  const next = from === undefined ? flow.nodes[0]?.id : neighbour(flow, from, to);
  if (next === undefined) return;
  select({ nodes: [next] });
  requestAnimationFrame(() => focusChosen(editor));
}

/** The chosen node has the keys; without one, the drawing has. */
export function focusChosen(editor: FlowEditor): void {
  const [id = ''] = editor.getState().selection.nodes;
  const node = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  if (node) node.focus({ preventScroll: true });
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** Escape leads from the settings back to the drawing, unless a field had something of its own to close. */
export function useWayBack(editor: FlowEditor): void {
  useEffect(() => {
    const listener = ({ key, defaultPrevented, target }: KeyboardEvent) => {
      if (key !== 'Escape' || defaultPrevented || !(target instanceof Element)) return;
      if (target.closest('#inspector')) focusChosen(editor);
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, [editor]);
}
