import { implementNode } from '@throughline/nodes/define-node';
import { NodeFailure } from '@throughline/nodes/runner';
import { z } from 'zod';
import { declaration, portOfTier } from './loyalty-points.ts';

/** What the loyalty service answers; another system's word is checked before a flow relies on it. */
const accountSchema = z.object({ points: z.number().int().min(0), tier: z.string().max(40) });

export const runner = implementNode(declaration, async ({ config, customer, messages }, context) => {
  if (!customer.verified) return { port: 'not-verified' };

  const { url, by, credential, tiers } = config;
  const place = placeOf(by);
  if (place === undefined) return { port: 'no-account' };
  const response = await context.http.request({
    method: 'GET',
    url: `${url.replace(/\/$/, '')}/accounts${place}`,
    timeoutMs: 5_000,
    ...(credential === undefined ? {} : { credential }),
  });
  if (response.status === 404) return { port: 'no-account' };
  if (response.status !== 200) {
    throw new NodeFailure(
      'loyalty-points.status',
      `The loyalty service answered with status ${response.status}.`,
    );
  }

  const found = accountSchema.safeParse(response.body);
  if (!found.success) {
    throw new NodeFailure(
      'loyalty-points.answer',
      'The loyalty service answered with something that is no account.',
    );
  }
  const { points, tier } = found.data;
  const named = tiers.find((one) => portOfTier(one) === portOfTier(tier));
  return {
    port: named === undefined ? 'found' : portOfTier(named),
    output: { points, tier },
    brief: {
      facts: [{ text: `Has ${points} loyalty points (${tier}).`, messages: messages.map(({ id }) => id) }],
    },
  };
});

/** Below `/accounts` of the service; undefined where nothing is known of the customer to look up. */
function placeOf(by: z.output<typeof declaration.config>['by']): string | undefined {
  if (by.known === 'email') return by.address === '' ? undefined : `?email=${encodeURIComponent(by.address)}`;
  return by.account === '' ? undefined : `/${encodeURIComponent(by.account)}`;
}
