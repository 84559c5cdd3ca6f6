import { catalogue } from '@throughline/nodes/catalogue';
import { createContext } from '@throughline/flow/validate/context';
import { scopeAt } from '@throughline/flow/validate/scope-at';
import { flowOf } from '@throughline/flow/testing/catalogue';
import { describe, expect, it } from 'vitest';
import { completionsAt, type CodeScope } from './completions.ts';
import type { CodeKind } from './tokens.ts';

const flow = flowOf(
  {
    start: 'ingest',
    order: ['ask', { question: 'Which?', saveAs: 'orderNumber' }],
    lookup: ['http-request', { url: 'https://x.example', pick: [{ name: 'status', path: 'body.status' }] }],
    tell: ['send-message', { text: 'Hi' }],
    later: ['send-message', { text: 'Bye' }],
  },
  ['start.started > order', 'order.answered > lookup', 'lookup.ok > tell', 'tell.sent > later'],
);
const known = scopeAt(createContext(flow, catalogue, {}), 'tell', [
  { name: 'days', title: 'Days', value: 30 },
]);
const sample = { customer: { id: 'c1', plan: 'gold' }, case: { values: { orderNumber: 'TE-1' } } };

/** `|` is the cursor. */
function at(text: string, { kind = 'expression', ...scope }: Partial<CodeScope> & { kind?: CodeKind } = {}) {
  const cursor = text.indexOf('|');
  const found = completionsAt(text.replace('|', ''), cursor, kind, { known, ...scope });
  return found?.options ?? [];
}
const labels = (...given: Parameters<typeof at>) => at(...given).map(({ label }) => label);

describe('completion', () => {
  it('begins with what is in scope, and functions', () => {
    expect(labels('|')).toEqual(
      expect.arrayContaining(['message', 'customer', 'nodes', 'now', 'size', 'has']),
    );
    expect(labels('case.turn > 1 && cu|')).toContain('customer');
  });

  it('offers only nodes that can have run, with their outputs', () => {
    expect(labels('nodes.|')).toEqual(['lookup', 'order', 'start']);
    expect(labels('nodes.lookup.|')).toEqual(['output', 'port', 'visit']);
    expect(at('nodes.lookup.output.st|')[0]).toMatchObject({ label: 'status', detail: 'number' });
    expect(labels('nodes.lookup.output.fields.|')[0]).toBe('status');
  });

  it('offers values of the case, policies with what they hold, and methods of what stands before the dot', () => {
    expect(labels('case.values.|')).toEqual(expect.arrayContaining(['orderNumber']));
    expect(at('policy.|')[0]).toMatchObject({ label: 'days', detail: '30', help: 'Days' });
    expect(labels('message.text.|')).toEqual(expect.arrayContaining(['contains', 'lower', 'size']));
    expect(labels('message.text.|')).not.toContain('first');
    expect(labels('case.tags.|')).toEqual(['size', 'join', 'first', 'last']);
    expect(labels('message.text.lower().|')).toContain('contains');
  });

  it('shows the values of a run, and what only a run knows', () => {
    expect(at('customer.|', { sample }).find(({ label }) => label === 'plan')?.detail).toBe('"gold"');
    expect(at('case.values.|', { sample })[0]).toMatchObject({ label: 'orderNumber', detail: '"TE-1"' });
  });

  it('keeps quiet in texts, in comments and outside the braces of a template', () => {
    expect(labels('message.text == "case.|')).toEqual([]);
    expect(labels('message.text == "case.|"')).toEqual([]);
    expect(labels('Hello message.|', { kind: 'template' })).toEqual([]);
    expect(labels('Hello {{ message.| }}', { kind: 'template' })).toContain('text');
    expect(labels('Hello {{ message.|', { kind: 'template' })).toContain('text');
    expect(labels('sup|', { kind: 'template', names: ['support'] })).toEqual(['support']);
  });
});
