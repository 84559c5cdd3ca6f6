/** Where somebody writes, for whoever leads them back there. */
export const composerId = 'simulator-composer';
