import { expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { runMatchCustomer } from './match-customer.run.ts';
import { matchCustomer } from './match-customer.ts';

const rule = {
  value: '{{ case.values.account }}',
  compare: [
    { name: 'postcode', said: 'case.values.postcode', found: 'nodes.lookup.output.fields.postcode' },
    { name: 'name', said: 'case.values.name', found: 'nodes.lookup.output.fields.names' },
  ],
  when: 'nodes.lookup.output.status == 200',
};
const fields = { postcode: 'SW1A-1AA', names: ['ANA SILVA', 'A. Silva'] };
const said = (values: object = {}) => ({
  values: { account: 'AC-4711', postcode: 'sw1a 1aa', name: 'Ana  Silva', ...values },
  nodes: { lookup: { port: 'ok', output: { status: 200, fields } } },
});
const visitor = { id: 'customer-1', verified: false };
const holder = {
  id: 'customer-2',
  name: 'Ana',
  verified: true,
  identifiers: [{ kind: 'account', value: 'AC-4711', level: 'verified' as const }],
};
const linkOf = (calls: { access: string; with: unknown }[]) =>
  calls.find(({ access }) => access === 'matches.link')?.with;

describeNode({
  declaration: matchCustomer,
  runner: runMatchCustomer,
  cases: [
    {
      name: 'who says what the other system holds is known, where the rule proves',
      config: { ...rule, proves: true },
      given: said(),
      world: { customers: [visitor] },
      port: 'known',
      expect: (result, context) => {
        expect(result.customer).toMatchObject({ id: 'customer-1', verified: true });
        expect(result.output).toEqual({ matched: true, reason: 'linked', again: 0 });
        expect(linkOf(context.calls)).toMatchObject({
          identifier: { kind: 'account', value: 'AC-4711' },
          proves: true,
          merges: false,
          evidence: { rule: ['postcode', 'name'], messages: ['m1'] },
        });
      },
    },
    {
      name: 'is not known by a rule that does not prove',
      config: rule,
      given: said(),
      world: { customers: [visitor] },
      port: 'claimed',
      expect: (result) => {
        expect(result.customer).toMatchObject({ id: 'customer-1', verified: false });
        expect(result.output).toMatchObject({ matched: true, reason: 'not-proven' });
      },
    },
    {
      name: 'is the customer who has proven it, where the rule merges',
      config: { ...rule, proves: true, heldByAnother: 'merge' },
      given: said(),
      world: { customers: [visitor, holder] },
      port: 'known',
      expect: (result) => expect(result.customer).toMatchObject({ id: 'customer-2', name: 'Ana' }),
    },
    {
      name: 'merges nobody by a rule that does not prove',
      config: { ...rule, heldByAnother: 'merge' },
      given: said(),
      world: { customers: [visitor, holder] },
      port: 'claimed',
      expect: (_, context) => expect(linkOf(context.calls)).toMatchObject({ merges: false }),
    },
    {
      name: 'does not match when one thing differs, and links nothing',
      config: { ...rule, proves: true },
      given: said({ name: 'Bo' }),
      port: 'no-match',
      expect: (result, context) => {
        expect(result.output).toMatchObject({ matched: false, reason: 'differs' });
        expect(linkOf(context.calls)).toBeUndefined();
      },
    },
    {
      name: 'does not match when the condition does not hold',
      config: { ...rule, when: 'nodes.lookup.output.status == 404' },
      given: said(),
      port: 'no-match',
    },
    {
      name: 'nothing agrees with nothing, and takes no try',
      config: { ...rule, proves: true },
      given: said({ postcode: ' - ' }),
      port: 'no-match',
      expect: (result, context) => {
        expect(result.output).toMatchObject({ reason: 'nothing-said' });
        expect(context.calls).toEqual([]);
      },
    },
    {
      name: 'compares nothing once the tries are used up',
      config: { ...rule, triesAnHour: 1, proves: true },
      given: said(),
      world: { tries: 1 },
      port: 'too-many-tries',
      expect: (result, context) => {
        expect(result.output).toMatchObject({ matched: false, again: expect.any(Number) });
        expect(linkOf(context.calls)).toBeUndefined();
      },
    },
    {
      name: 'fails when the condition is none',
      config: { ...rule, when: '1' },
      given: said(),
      fails: 'condition.not-boolean',
    },
  ],
});

test('gives nothing that only a channel can prove, and compares something', () => {
  const refused = (config: object) => !matchCustomer.config.safeParse({ ...rule, ...config }).success;
  expect([{ kind: 'webchat' }, { kind: 'whatsapp' }, { compare: [] }, { value: '' }].map(refused)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(refused({ kind: 'loyalty-card' })).toBe(false);
});
