import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { flowHash } from './flow-hash.ts';
import { catalogue, flowOf } from './testing/catalogue.ts';
import { validate } from './validate.ts';

const flow = flowOf(
  {
    ask: 'start',
    find: 'look',
    which: ['branch', { cases: [{ id: 'many', when: 'nodes.find.output.total > 1' }] }],
    bye: ['say', { text: 'Hi {{ customer.id }}' }],
  },
  ['ask.started > find', 'find.found > which', 'find.missing > bye', 'which.many > bye', 'which.else > bye'],
  {
    languages: ['de', 'en', 'ja'],
    fallbackTexts: [{ language: 'en', text: 'One moment.' }],
    reopenWithin: '2d',
  },
);

describe('compile', () => {
  const plan = compile(flow, catalogue);

  it('fills defaults, records fields and wires ports', () => {
    expect(validate(flow, catalogue).filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(plan.nodes).toEqual({
      ask: {
        id: 'ask',
        type: 'start',
        kind: 'decide',
        title: 'ask',
        config: { channels: [] },
        fields: [],
        ports: { started: 'find' },
      },
      find: {
        id: 'find',
        type: 'look',
        kind: 'run',
        local: true,
        title: 'find',
        config: { query: '{{ message.text }}' },
        fields: [{ path: ['query'], kind: 'template' }],
        ports: { found: 'which', missing: 'bye', error: null },
      },
      which: {
        id: 'which',
        type: 'branch',
        kind: 'decide',
        title: 'which',
        config: { cases: [{ id: 'many', when: 'nodes.find.output.total > 1' }] },
        fields: [{ path: ['cases', 0, 'when'], kind: 'expression' }],
        ports: { many: 'bye', else: 'bye' },
      },
      bye: {
        id: 'bye',
        type: 'say',
        kind: 'decide',
        title: 'bye',
        config: { text: 'Hi {{ customer.id }}' },
        fields: [{ path: ['text'], kind: 'template' }],
        ports: { sent: null, error: null },
      },
    });
    expect(plan.entries).toEqual(['ask']);
    expect(plan.flow).toEqual({ id: 'test-flow', title: 'Test flow', hash: flowHash(flow) });
  });

  it('has a fallback text for each language it can, the first language first', () => {
    expect(plan.settings).toMatchObject({
      fallbackQueue: 'help',
      visitLimit: 50,
      timeZone: 'UTC',
      reopenWithinMs: 172_800_000,
    });
    expect(plan.settings.fallbackTexts.map(({ language }) => language)).toEqual(['de', 'en']);
    expect(plan.settings.fallbackTexts[1]?.text).toBe('One moment.');
  });

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
  });

  it('throws for what validate refuses', () => {
    expect(() => compile(flowOf({ a: 'nothing' }, []), catalogue)).toThrow(TypeError);
    expect(() => compile(flowOf({ a: ['say', { text: '' }] }, []), catalogue)).toThrow('Write a text.');
  });
});
