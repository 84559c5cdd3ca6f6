import type { RunInput } from '@throughline/flow/effect';
import { implementNode } from '../define-node.ts';
import { saidIn } from '../said.ts';
import { checkCode } from './check-code.ts';

export const runCheckCode = implementNode(checkCode, async (input, context) => {
  const { config, messages, customer } = input;
  const code = codeIn(saidIn(messages));
  const output = { triesLeft: 0, name: '' };
  if (code === undefined) return { port: 'no-code', output };
  const brief = briefWithoutCode(input);
  const proof = typeof config.proof === 'string' ? config.proof : '';
  const checked = await context.proofs.check({ proof, code, customerId: customer.id });
  if (!checked.ok) {
    const triesLeft = checked.code === 'wrong' ? checked.triesLeft : 0;
    return { port: triesLeft > 0 ? 'wrong' : 'over', output: { ...output, triesLeft }, brief };
  }
  const { identifiers: _, ...proven } = await context.customers.get(checked.customerId);
  return {
    port: 'proven',
    output: { ...output, name: proven.name ?? '' },
    customer: { ...proven, verified: true },
    brief: {
      ...brief,
      facts: [{ text: 'Has proven who they are by a one-time code.', messages: [] }],
    },
  };
});

/** Six digits, also written in two or three groups, and not part of a longer number. */
function codeIn(text: string): string | undefined {
  const digits = /(?<![\d+][ \u00a0-]?)(?:\d[ \u00a0-]?){5}\d(?![ \u00a0-]?\d)/.exec(text)?.[0];
  return digits?.replaceAll(/\D/g, '');
}

/** What the customer asked is open again, in place of the digits. */
function briefWithoutCode({ case: { brief } }: Pick<RunInput, 'case'>) {
  return { openQuestion: brief.issue ?? null };
}
