import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { catalogue, flowOf } from './testing/catalogue.ts';
import type { Issue, IssueCode, ValidateOptions } from './validate.ts';
import { parseFlow, validate } from './validate.ts';
import { codes } from './validate/codes.ts';

const good = flowOf({ ask: 'start', bye: ['say', { text: 'Bye' }] }, ['ask.started > bye']);

const wide = flowOf({ ask: 'start', hi: ['say', { text: 'Hi' }], bye: 'stop' }, [
  'ask.started > hi',
  'hi.sent > bye',
]);

/** Flows that show one fault each; the issue must be found with these details. */
const faults: { [Code in IssueCode]: { flow: unknown; options?: ValidateOptions; found?: Partial<Issue> } } =
  {
    'flow.invalid': {
      flow: { ...good, nodes: [{ ...good.nodes[0], id: '9' }] },
      found: { path: ['nodes', 0, 'id'], node: '9' },
    },
    'flow.schema-missing': { flow: { ...good, schema: undefined } },
    'flow.schema-newer': { flow: { ...good, schema: 99 } },
    'flow.no-entry': { flow: flowOf({ bye: ['say', { text: 'Bye' }] }, []) },
    'settings.fallback-queue': {
      flow: { ...good, settings: { ...good.settings, fallbackQueue: ' ' } },
      found: { path: ['settings', 'fallbackQueue'] },
    },
    'settings.fallback-text': {
      flow: flowOf({ ask: 'start', bye: ['say', { text: 'Bye' }] }, ['ask.started > bye'], {
        languages: ['en', 'ja'],
      }),
      found: { severity: 'warning' },
    },
    'settings.visit-limit': { flow: { ...good, settings: { ...good.settings, visitLimit: 501 } } },
    'settings.languages': { flow: { ...good, settings: { ...good.settings, languages: ['English'] } } },
    'settings.time-zone': { flow: { ...good, settings: { ...good.settings, timeZone: 'Mars/Base' } } },
    'settings.reopen-within': { flow: { ...good, settings: { ...good.settings, reopenWithin: 'soon' } } },
    'node.duplicate-id': { flow: { ...good, nodes: [...good.nodes, good.nodes[1]] }, found: { node: 'bye' } },
    'node.unknown-type': {
      flow: flowOf({ ask: 'start', what: 'toString' }, ['ask.started > what']),
      found: { node: 'what' },
    },
    'node.broken-declaration': {
      flow: flowOf({ ask: 'start', it: 'broken' }, ['ask.started > it']),
      found: { node: 'it' },
    },
    'node.unreachable': {
      flow: { ...good, nodes: [...good.nodes, { ...good.nodes[1], id: 'alone' }] },
      found: { node: 'alone', severity: 'warning' },
    },
    'edge.duplicate-id': {
      flow: { ...wide, edges: wide.edges.map((edge) => ({ ...edge, id: 'same' })) },
      found: { edge: 'same' },
    },
    'edge.unknown-node': {
      flow: { ...good, edges: [...good.edges, { id: 'x', from: 'bye', port: 'sent', to: 'nobody' }] },
      found: { edge: 'x' },
    },
    'edge.unknown-port': {
      flow: { ...wide, edges: [...wide.edges, { id: 'x', from: 'hi', port: 'lost', to: 'bye' }] },
      found: { edge: 'x', node: 'hi', port: 'lost' },
    },
    'port.two-edges': {
      flow: { ...good, edges: [...good.edges, { ...good.edges[0], id: 'x' }] },
      found: { edge: 'x', node: 'ask', port: 'started' },
    },
    'port.unwired': { flow: { ...good, edges: [] }, found: { node: 'ask', port: 'started' } },
    'path.no-answer': {
      flow: flowOf({ ask: 'start', find: 'look' }, ['ask.started > find']),
      found: { node: 'find', port: 'missing' },
    },
    'path.may-have-no-answer': {
      flow: flowOf({ ask: 'start', hi: ['say', { text: 'Hi' }], rest: 'wait', find: 'look' }, [
        'ask.started > hi',
        'hi.sent > rest',
        'hi.error > rest',
        'rest.reply > find',
      ]),
      found: { node: 'find', port: 'found', severity: 'warning' },
    },
    'loop.no-wait': {
      flow: flowOf({ ask: 'start', hi: ['say', { text: 'Hi' }] }, ['ask.started > hi', 'hi.sent > hi']),
      found: { node: 'hi' },
    },
    'config.invalid': {
      flow: flowOf({ ask: 'start', bye: ['say', { text: '' }] }, ['ask.started > bye']),
      found: { node: 'bye', path: ['text'] },
    },
    'config.unknown-node': {
      flow: flowOf({ ask: 'start', on: ['jump', { to: 'nobody' }] }, ['ask.started > on']),
      found: { node: 'on', path: ['to'] },
    },
    'config.unknown-channel': {
      flow: flowOf({ ask: ['start', { channels: ['sms', 'fax'] }], bye: ['say', { text: 'Bye' }] }, [
        'ask.started > bye',
      ]),
      options: { channels: ['sms'] },
      found: { node: 'ask', path: ['channels', 1] },
    },
    'expression.syntax': when('case.turn >', { path: ['cases', 0, 'when'] }),
    'expression.unknown-function': when('frobnicate(1) == 2'),
    'expression.type': when('message.text.contains()'),
    'expression.too-large': when('true || '.repeat(400)),
    'expression.unknown-name': when('custmer.verified'),
    'expression.unknown-field': when('message.txt == ""'),
    'expression.unknown-node': when('nodes.nobody.output.total == 1'),
    'expression.node-not-before': when('nodes.late.output.total == 1'),
    'expression.node-may-not-run': when('nodes.find.output.total == 1'),
    'expression.unknown-output': when('(nodes.find.output.count ?? 0) == 1'),
    'expression.unknown-policy': { ...when('policy.refund > 1'), options: { policies: ['refundDays'] } },
    'expression.may-be-missing': when('customer.name == "Ana"'),
    'template.syntax': {
      flow: flowOf({ ask: 'start', bye: ['say', { text: 'Hi {{ customer' }] }, ['ask.started > bye']),
      found: { node: 'bye', path: ['text'] },
    },
    'template.too-large': {
      flow: flowOf({ ask: 'start', bye: ['say', { text: 'x'.repeat(20_001) }] }, ['ask.started > bye']),
    },
  };

/** The expression stands in `pick`; `find` runs on one of two ways to it, `late` after it. */
function when(expression: string, found: Partial<Issue> = {}): { flow: unknown; found: Partial<Issue> } {
  const flow = flowOf(
    {
      ask: 'start',
      first: ['branch', { cases: [{ id: 'look', when: 'case.turn > 1' }] }],
      find: 'look',
      pick: ['branch', { cases: [{ id: 'yes', when: expression }] }],
      late: 'look',
      bye: ['say', { text: 'Bye {{ nodes.pick.port }}' }],
    },
    [
      'ask.started > first',
      'first.look > find',
      'first.else > pick',
      'find.found > pick',
      'find.missing > pick',
      'pick.yes > late',
      'pick.else > bye',
      'late.found > bye',
      'late.missing > bye',
    ],
  );
  return { flow, found: { node: 'pick', ...found } };
}

describe('validate', () => {
  it('finds nothing in a good flow', () => {
    expect(validate(good, catalogue, { policies: [], channels: [] })).toEqual([]);
    expect(
      validate(when('nodes.ask.output.keyword == "" && (nodes.late.output.total ?? 0) > 1').flow, catalogue),
    ).toEqual([]);
  });

  it.each(Object.entries(faults))('%s', (code, { flow, options, found }) => {
    const issues = validate(flow, catalogue, options);
    const known = codes[code as IssueCode];
    expect(issues).toContainEqual(
      expect.objectContaining({ code, ...known, text: expect.stringMatching(/./), ...found }),
    );
    // A fault brings no crowd of others with it.
    expect(issues.filter((issue) => issue.code !== code).map((issue) => issue.code)).toEqual(
      expected[code as IssueCode] ?? [],
    );
  });

  it('has a fix and a text that are sentences', () => {
    for (const [code, { flow, options }] of Object.entries(faults)) {
      for (const { text, fix } of validate(flow, catalogue, options)) {
        expect(`${code}: ${fix}`).toMatch(/: [A-Z].*\.$/);
        expect(`${code}: ${text}`).toMatch(/[.…]$/);
      }
    }
  });

  it('still checks the drawing when only settings are wrong', () => {
    const found = validate({ ...good, settings: { visitLimit: -1 }, edges: [] }, catalogue).map(
      ({ code }) => code,
    );
    expect(found).toEqual([
      'settings.fallback-queue',
      'settings.visit-limit',
      'port.unwired',
      'node.unreachable',
    ]);
  });

  it('reads flows of an older schema', () => {
    const old = {
      ...good,
      schema: 0,
      edges: [{ id: 'e', source: 'ask', sourcePort: 'started', target: 'bye' }],
    };
    expect(validate(old, catalogue)).toEqual([]);
    expect(parseFlow(old)?.edges).toEqual([{ id: 'e', from: 'ask', port: 'started', to: 'bye' }]);
    expect(parseFlow({ ...good, schema: 99 })).toBeUndefined();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withObjectString: true,
          withSparseArray: true,
        }),
        (value) => {
          expect(Array.isArray(validate(value, catalogue))).toBe(true);
          expect(validate({ ...good, nodes: value }, catalogue)).not.toEqual([]);
          expect(
            Array.isArray(
              validate({ ...good, nodes: [{ id: 'a', type: 'say', title: 'A', config: value }] }, catalogue),
            ),
          ).toBe(true);
        },
      ),
    );
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    expect(validate(hostile, catalogue)).toMatchObject([{ code: 'flow.invalid' }]);
    const loop: Record<string, unknown> = { ...good };
    loop['nodes'] = [{ ...good.nodes[0], config: { loop } }];
    expect(validate(loop, catalogue)).toMatchObject([{ code: 'flow.invalid' }]);
  });

  it('lets compile succeed on every flow in which it finds no error', () => {
    const sources = ['true', 'customer.x', '1 +', '{{', 'nodes.n0.output.total == 1'];
    const node = fc.oneof(
      fc.constantFrom('start', 'look', 'reply', 'wait', 'stop', 'mark', 'broken', 'nothing'),
      fc.constantFrom(...sources).map((text) => ['say', { text }] as [string, Record<string, unknown>]),
      fc
        .constantFrom(...sources)
        .map(
          (text) => ['branch', { cases: [{ id: 'yes', when: text }] }] as [string, Record<string, unknown>],
        ),
    );
    const edge = fc.tuple(
      fc.nat(5),
      fc.constantFrom(
        'started',
        'found',
        'missing',
        'sent',
        'answered',
        'unsure',
        'reply',
        'else',
        'yes',
        'error',
      ),
      fc.nat(5),
    );
    let compiled = 0;
    fc.assert(
      fc.property(fc.array(node, { maxLength: 5 }), fc.array(edge, { maxLength: 6 }), (nodes, edges) => {
        const flow = flowOf(
          { n0: 'start', ...Object.fromEntries(nodes.map((one, index) => [`n${index + 1}`, one])) },
          ['n0.started > n1', ...edges.map(([from, port, to]) => `n${from}.${port} > n${to}`)],
        );
        if (validate(flow, catalogue).some(({ severity }) => severity === 'error')) return;
        const plan = compile(flow, catalogue);
        expect(Object.keys(plan.nodes)).toHaveLength(flow.nodes.length);
        compiled++;
      }),
      { numRuns: 3_000 },
    );
    expect(compiled).toBeGreaterThan(10);
  });
});

/** Codes that rightly come along. */
const expected: { [Code in IssueCode]?: IssueCode[] } = {
  'port.unwired': ['node.unreachable'],
};
