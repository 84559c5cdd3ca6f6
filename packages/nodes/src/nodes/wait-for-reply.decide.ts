import type { DeciderOf } from '../define-node.ts';
import { silenceDeadline } from '../silence-deadline.ts';
import type { waitForReply } from './wait-for-reply.ts';

export const decideWaitForReply: DeciderOf<typeof waitForReply> = {
  enter(context) {
    return { wait: { messages: 'take', ...silenceDeadline(context) } };
  },
  message: () => ({ port: 'reply' }),
  timer: () => ({ port: 'silent' }),
};
