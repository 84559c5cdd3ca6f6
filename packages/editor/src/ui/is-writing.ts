/** Whether somebody writes where an event comes from; its target does not tell of a field inside a shadow root. */
export function isWriting(event: Event): boolean {
  const [inner] = event.composedPath();
  return (
    inner instanceof HTMLElement &&
    (inner.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(inner.tagName))
  );
}
