import type { DeciderOf } from '../define-node.ts';
import { evaluateBoolean } from '../evaluate-boolean.ts';
import type { condition } from './condition.ts';

export const decideCondition: DeciderOf<typeof condition> = {
  enter(context) {
    const yes = evaluateBoolean(context, context.config.when);
    if (typeof yes !== 'boolean') return yes;
    return { port: yes ? 'yes' : 'no' };
  },
};
