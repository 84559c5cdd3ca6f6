import { durationMs } from '@throughline/flow/duration';
import type { DeciderOf } from '../define-node.ts';
import { idsOf } from '../said.ts';
import type { promise } from './promise.ts';

export const decidePromise: DeciderOf<typeof promise> = {
  enter({ config, node, now, messages, render }) {
    const text = render(config.text).trim().slice(0, 300);
    if (text === '')
      return {
        fail: { code: 'promise.empty', message: 'The promise is empty once its values are filled in.' },
      };
    const within = config.within === undefined ? undefined : durationMs(config.within);
    const commitment = {
      id: `${node.id}#${node.visit}`,
      text,
      messages: idsOf(messages),
      state: 'open' as const,
      ...(within !== undefined && { dueAt: now + within }),
    };
    return { port: 'done', brief: { commitments: [commitment] } };
  },
};
