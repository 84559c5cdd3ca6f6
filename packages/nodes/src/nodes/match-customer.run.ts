import type { Json } from '@throughline/flow/json';
import type { Customer } from '@throughline/flow/message';
import { implementNode } from '../define-node.ts';
import { NodeFailure } from '../runner.ts';
import { idsOf, saidIn } from '../said.ts';
import { matchCustomer } from './match-customer.ts';

export const runMatchCustomer = implementNode(
  matchCustomer,
  async ({ config, customer, messages }, context) => {
    const { compare, heldByAnother, kind, proves, triesAnHour, when } = config;
    const value = config.value.trim();
    if (value.length > longest)
      throw new NodeFailure('match-customer.too-long', `The identifier has more than ${longest} characters.`);
    if (when !== undefined && typeof when !== 'boolean')
      throw new NodeFailure('condition.not-boolean', '"Only when" must give true or false.');
    const said = compare.map((pair) => keyOf(pair.said));
    if (value === '' || said.includes('')) return { port: 'no-match', output: output(false, 'nothing-said') };

    const identifier = { kind, value };
    // Before anything is compared, so that an answer is never had for nothing.
    const tried = await context.matches.take({ customerId: customer.id, identifier, triesAnHour });
    if (!tried.ok) return { port: 'too-many-tries', output: output(false, 'too-many-tries', tried.again) };
    const agrees = compare.every(({ found }, index) => anyOf(found).includes(said[index] ?? ''));
    if (!agrees || when === false) return { port: 'no-match', output: output(false, 'differs') };

    const linked = await context.matches.link({
      customerId: customer.id,
      identifier,
      proves,
      merges: proves && heldByAnother === 'merge',
      said: saidIn(messages),
      evidence: { rule: compare.map(({ name }) => name), messages: idsOf(messages) },
    });
    const { identifiers: _identifiers, ...stored } = await context.customers.get(linked.customerId);
    const step = linked.known ? 'Proved' : 'Claims';
    return {
      port: linked.known ? 'known' : 'claimed',
      output: output(true, linked.reason),
      customer: asKnown(stored, customer, linked.known),
      brief: {
        steps: [
          {
            text: `${step} to be the holder of ${kind} ${value} (${compare.map(({ name }) => name).join(', ')} agree).`,
            messages: idsOf(messages),
          },
        ],
      },
    };
  },
);

const longest = 200;

function output(matched: boolean, reason: string, again = 0) {
  return { matched, reason, again };
}

function asKnown(stored: Customer, before: Customer, known: boolean): Customer {
  return { ...stored, verified: known || before.verified };
}

function anyOf(found: Json): string[] {
  return (Array.isArray(found) ? found : [found]).map(keyOf).filter((key) => key !== '');
}

/** Without what people write differently. An object agrees with nothing. */
function keyOf(value: Json): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
  return String(value)
    .slice(0, longest)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, '');
}
