import type { DeciderOf } from '../define-node.ts';
import { evaluateBoolean } from '../evaluate-boolean.ts';
import type { switchNode } from './switch.ts';

export const decideSwitch: DeciderOf<typeof switchNode> = {
  enter(context) {
    for (const { id, when } of context.config.cases) {
      const holds = evaluateBoolean(context, when);
      if (typeof holds !== 'boolean') return holds;
      if (holds) return { port: id };
    }
    return { port: 'otherwise' };
  },
};
