import type { DeciderOf } from '../define-node.ts';
import { evaluateBoolean } from '../evaluate-boolean.ts';
import type { route } from './route.ts';

export const decideRoute: DeciderOf<typeof route> = {
  enter(context) {
    const { rules, otherwise } = context.config;
    for (const [index, rule] of rules.entries()) {
      const holds = evaluateBoolean(context, rule.when);
      if (typeof holds !== 'boolean') return holds;
      if (holds) return routed(rule, index + 1);
    }
    return routed(otherwise, 0);
  },
};

function routed(target: { queue: string; skill?: string | undefined; priority: number }, rule: number) {
  const { queue, skill = '', priority } = target;
  return { port: 'routed' as const, output: { queue, skill, priority, rule } };
}
