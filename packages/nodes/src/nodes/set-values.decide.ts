import type { DeciderOf } from '../define-node.ts';
import type { setValues } from './set-values.ts';

const maxCharacters = 4_000;

export const decideSetValues: DeciderOf<typeof setValues> = {
  enter(context) {
    const entries = context.config.assignments.map(
      ({ name, value }) => [name, context.evaluate(value)] as const,
    );
    for (const [name, value] of entries) {
      if (JSON.stringify(value).length > maxCharacters) {
        const message = `The value "${name}" is larger than ${maxCharacters} characters: keep only what the flow reads.`;
        return { fail: { code: 'set-values.too-large', message } };
      }
    }
    return { port: 'done', set: Object.fromEntries(entries) };
  },
};
