/**
 * Whether a modal dialog is on top of the page: Radix hides what is behind from screen readers then. The focus does not tell, for it
 * falls back to the page when the control that had it goes.
 */
export function isBehindDialog(): boolean {
  return document.querySelector('[data-aria-hidden=true]') !== null;
}
