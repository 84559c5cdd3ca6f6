import { describeNode } from '@throughline/nodes/testing/describe-node';
import { expect } from 'vitest';
import { declaration, runner } from './index.ts';

const config = { url: 'https://loyalty.example.com/', credential: 'loyalty' };
const given = { customer: { verified: true, facts: { account: 'A/47 11' } } };

describeNode({
  declaration,
  runner,
  cases: [
    {
      name: 'the points of a proven customer',
      config,
      given,
      world: { respond: () => ({ body: { points: 1_250, tier: 'gold', since: 2019 } }) },
      port: 'found',
      expect: (result, context) => {
        expect(result.output).toStrictEqual({ points: 1_250, tier: 'gold' });
        expect(result.brief?.facts).toStrictEqual([
          { text: 'Has 1250 loyalty points (gold).', messages: ['m1'] },
        ]);
        expect(context.calls).toStrictEqual([
          {
            access: 'http.request',
            with: {
              method: 'GET',
              url: 'https://loyalty.example.com/accounts/A%2F47%2011',
              timeoutMs: 5_000,
              credential: 'loyalty',
            },
          },
        ]);
      },
    },
    {
      name: 'a tier that has a way of its own',
      config: { ...config, tiers: ['silver', 'Gold'] },
      given,
      world: { respond: () => ({ body: { points: 1_250, tier: 'gold' } }) },
      port: 'tier-gold',
    },
    {
      name: 'a tier that has none',
      config: { ...config, tiers: ['silver'] },
      given,
      world: { respond: () => ({ body: { points: 1_250, tier: 'gold' } }) },
      port: 'found',
    },
    {
      name: 'a customer whom the service knows by the address',
      config: { ...config, by: { known: 'email' } },
      given: { customer: { verified: true, facts: { email: 'ana+shop@example.com' } } },
      world: { respond: () => ({ body: { points: 3, tier: 'silver' } }) },
      port: 'found',
      expect: (_, context) =>
        expect(context.calls).toMatchObject([
          { with: { url: 'https://loyalty.example.com/accounts?email=ana%2Bshop%40example.com' } },
        ]),
    },
    {
      name: 'no address known',
      config: { ...config, by: { known: 'email' } },
      given: { customer: { verified: true } },
      port: 'no-account',
      expect: (_, context) => expect(context.calls).toEqual([]),
    },
    {
      name: 'an account that is not proven is not even asked about',
      config,
      given: { customer: { verified: false, facts: { account: '4711' } } },
      port: 'not-verified',
      expect: (_, context) => expect(context.calls).toEqual([]),
    },
    {
      name: 'no account known',
      config,
      given: { customer: { verified: true } },
      port: 'no-account',
      expect: (_, context) => expect(context.calls).toEqual([]),
    },
    {
      name: 'no such account',
      config,
      given,
      world: { respond: () => ({ status: 404 }) },
      port: 'no-account',
    },
    {
      name: 'the service is broken',
      config,
      given,
      world: { respond: () => ({ status: 500 }) },
      fails: 'loyalty-points.status',
    },
    {
      name: 'the service talks nonsense',
      config,
      given,
      world: { respond: () => ({ body: { points: 'many' } }) },
      fails: 'loyalty-points.answer',
    },
    { name: 'the service is away', config, given, fails: 'http.unreachable' },
  ],
});
