import { describe, expect, it } from 'vitest';
import { flowHash } from './flow-hash.ts';
import { flowSchema } from './schema.ts';
import { flowOf } from './testing/catalogue.ts';

const flow = flowOf({ ask: 'start', bye: ['say', { text: 'Bye' }] }, ['ask.started > bye', 'bye.sent > ask']);

describe('flowSchema', () => {
  it('fills in the settings that may be left out', () => {
    const parsed = flowSchema.parse({ ...flow, settings: { fallbackQueue: 'help' } });
    expect(parsed.settings).toEqual({
      fallbackQueue: 'help',
      fallbackTexts: [],
      visitLimit: 50,
      languages: ['en'],
      timeZone: 'UTC',
      reopenWithin: '7d',
    });
  });

  it.each<[string, object]>([
    ['a hyphen in a node id', { nodes: [{ ...flow.nodes[0], id: 'a-b' }] }],
    ['a prototype as node id', { nodes: [{ ...flow.nodes[0], id: '__proto__' }] }],
    ['a slug with blanks', { id: 'My flow' }],
    ['an unknown key', { nods: [] }],
    ['a config that is not JSON', { nodes: [{ ...flow.nodes[0], config: { at: new Date(0) } }] }],
    ['a config that is too large', { nodes: [{ ...flow.nodes[0], config: { text: 'x'.repeat(50_000) } }] }],
    ['a time zone that does not exist', { settings: { fallbackQueue: 'help', timeZone: 'Mars/Base' } }],
    ['a language twice', { settings: { fallbackQueue: 'help', languages: ['en', 'en'] } }],
    ['a visit limit of 0', { settings: { fallbackQueue: 'help', visitLimit: 0 } }],
    ['a length of time without unit', { settings: { fallbackQueue: 'help', reopenWithin: '7' } }],
  ])('refuses %s', (_, change) => {
    expect(flowSchema.safeParse(flow).success).toBe(true);
    expect(flowSchema.safeParse({ ...flow, ...change }).success).toBe(false);
  });
});

describe('flowHash', () => {
  const hash = flowHash(flow);

  it.each<[string, object]>([
    ['positions', { nodes: flow.nodes.map((node, x) => ({ ...node, position: { x, y: 7 } })) }],
    ['a note', { note: 'Checked on Tuesday.' }],
    [
      'ids and order of edges',
      { edges: flow.edges.map((edge) => ({ ...edge, id: `x-${edge.id}` })).reverse() },
    ],
  ])('stays the same with other %s', (_, change) => {
    expect(flowHash({ ...flow, ...change })).toBe(hash);
  });

  it.each<[string, object]>([
    ['id', { id: 'other' }],
    ['title', { title: 'Other' }],
    ['settings', { settings: { ...flow.settings, visitLimit: 51 } }],
    ['node title', { nodes: flow.nodes.map((node) => ({ ...node, title: 'Other' })) }],
    ['config', { nodes: flow.nodes.map((node) => ({ ...node, config: { text: 'Other' } })) }],
    ['order of nodes', { nodes: [...flow.nodes].reverse() }],
    ['edge', { edges: flow.edges.slice(1) }],
  ])('changes with another %s', (_, change) => {
    expect(flowHash({ ...flow, ...change })).not.toBe(hash);
  });
});
