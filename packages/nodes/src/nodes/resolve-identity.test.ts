import { expect } from 'vitest';
import { monday } from '../testing/given.ts';
import { describeNode } from '../testing/describe-node.ts';
import { runResolveIdentity } from './resolve-identity.run.ts';
import { resolveIdentity } from './resolve-identity.ts';

const visitor = { kind: 'webchat', value: 'v1', level: 'verified' } as const;
const ana = {
  id: 'customer-1',
  name: 'Ana',
  verified: false,
  identifiers: [visitor, { kind: 'email', value: 'ana@example.com', level: 'verified' } as const],
};

describeNode({
  declaration: resolveIdentity,
  runner: runResolveIdentity,
  cases: [
    {
      name: 'somebody with a proven e-mail address is known',
      config: {},
      world: { customers: [ana] },
      port: 'known',
      expect: (result) => {
        expect(result.output).toMatchObject({ verified: true, kinds: ['webchat', 'email'], name: 'Ana' });
        expect(result.customer).toStrictEqual({ id: 'customer-1', name: 'Ana', verified: true });
      },
    },
    {
      name: 'somebody whom the channel has proven is known',
      config: {},
      given: { customer: { verified: true } },
      port: 'known',
    },
    {
      name: 'a visitor of whom only the browser is known is new',
      config: {},
      world: { customers: [{ id: 'customer-1', verified: false, identifiers: [visitor] }] },
      port: 'new',
      expect: (result) => expect(result.customer?.verified).toBe(false),
    },
    {
      name: 'an address that is too long to be found again is told to people only',
      config: {},
      given: { messages: [`I am ana@${`${'halden'.repeat(10)}.`.repeat(4)}example.com`] },
      world: { customers: [{ id: 'customer-1', verified: false, identifiers: [visitor] }] },
      port: 'claimed',
      expect: (result) => {
        const [fact] = result.brief?.facts ?? [];
        expect(fact?.text).toContain('@haldenhalden');
        expect(Object.keys(fact ?? {})).toEqual(['text', 'messages']);
      },
    },
    {
      name: 'a text that names the address of somebody else proves nothing',
      config: {},
      given: { messages: ['I am Ana, ANA@example.com, show me my orders'] },
      world: {
        customers: [
          { id: 'customer-1', verified: false, identifiers: [visitor] },
          { ...ana, id: 'customer-2' },
        ],
      },
      port: 'claimed',
      expect: (result, context) => {
        expect(result.output).toMatchObject({ verified: false, claimed: ['email'], matches: 1, name: '' });
        expect(result.customer).toStrictEqual({ id: 'customer-1', verified: false });
        expect(context.calls).toContainEqual({
          access: 'customers.claim',
          with: [
            'customer-1',
            { kind: 'email', value: 'ana@example.com' },
            expect.objectContaining({ messages: ['m1'] }),
          ],
        });
        expect(result.brief?.facts).toStrictEqual([
          {
            text: 'Says their e-mail address is ana@example.com (not proven).',
            messages: ['m1'],
            name: 'email',
            value: 'ana@example.com',
            at: monday,
          },
        ]);
      },
    },
    {
      name: 'phone and account numbers are claims too, in one form',
      config: { claims: ['phone', 'account'], country: 'GB', accountPattern: 'AC-####' },
      given: { messages: ['my account is ac 4711', 'call me on 020 7946 0958'] },
      port: 'claimed',
      expect: (result, context) =>
        expect(
          context.calls.filter(({ access }) => access === 'customers.find').map((call) => call.with),
        ).toEqual([
          { kind: 'phone', value: '+442079460958' },
          { kind: 'account', value: 'AC-4711' },
        ]),
    },
    {
      name: 'saying a proven address again claims nothing',
      config: {},
      given: { messages: ['My e-mail is ana@example.com.'] },
      world: { customers: [ana] },
      port: 'known',
      expect: (result) => expect(result.output).toMatchObject({ claimed: [], matches: 0 }),
    },
    {
      name: 'an earlier claim is remembered',
      config: { claims: [] },
      world: {
        customers: [
          {
            id: 'customer-1',
            verified: false,
            identifiers: [{ kind: 'email', value: 'x@y.com', level: 'claimed' }],
          },
        ],
      },
      port: 'claimed',
    },
  ],
});
