import { implementNode } from '../define-node.ts';
import { NodeFailure } from '../runner.ts';
import { sendCode } from './send-code.ts';

export const runSendCode = implementNode(sendCode, async ({ config, customer, case: kase }, context) => {
  const { identifiers } = await context.customers.get(customer.id);
  const claimed = config.to.flatMap((kind) =>
    identifiers.filter((one) => one.kind === kind && one.level === 'claimed').slice(-1),
  );
  const output = { proof: '', kind: '', minutes: 0 };
  if (claimed.length === 0) return { port: 'nothing-claimed', output };
  for (const { kind, value } of claimed) {
    const started = await context.proofs.start({
      customerId: customer.id,
      identifier: { kind, value },
      ...(kase.language !== undefined && { language: kase.language }),
    });
    if (started.ok) return { port: 'sent', output: { ...output, proof: started.proof, kind } };
    if (started.code === 'limited') {
      const minutes = Math.max(1, Math.ceil((started.again - context.now()) / 60_000));
      return { port: 'limited', output: { ...output, kind, minutes } };
    }
  }
  const kinds = claimed.map(({ kind }) => kind).join(' and ');
  throw new NodeFailure('code.no-channel', `No channel that is set up brings a code to: ${kinds}.`);
});
