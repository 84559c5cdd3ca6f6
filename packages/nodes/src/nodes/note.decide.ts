import type { DeciderOf } from '../define-node.ts';
import type { note } from './note.ts';

export const decideNote: DeciderOf<typeof note> = {
  enter: (context) => ({ port: 'done', notes: [context.render(context.config.text)] }),
};
