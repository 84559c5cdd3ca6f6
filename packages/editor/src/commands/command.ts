import type { Flow } from '@throughline/flow/schema';

/**
 * One edit of a flow: a pure function with a name, which undo and the history show. `series`: commands that follow each other
 * with the same one (letters typed into a field, steps of a drag) are undone as one.
 */
export type Command = {
  /** In the past tense, such as "Added “Ask”". */
  title: string;
  apply: (flow: Flow) => Flow;
  series?: string;
};
