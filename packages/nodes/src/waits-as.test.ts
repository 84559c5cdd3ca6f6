import { compile } from '@throughline/flow/compile';
import { misfitOf } from '@throughline/flow/move-place';
import type { Flow, FlowNode } from '@throughline/flow/schema';
import { flowSchema } from '@throughline/flow/schema';
import { describe, expect, it } from 'vitest';
import { catalogue } from './catalogue.ts';
import { deciders } from './deciders.ts';

type Wired = { type: string; config: FlowNode['config']; ports?: string[] };

/** A flow with one node that waits, its ports wired to a person. */
function flowWith({ type, config, ports = [] }: Wired): Flow {
  return flowSchema.parse({
    ...{ schema: 1, id: 'waits', title: 'Waits', settings: { fallbackQueue: 'people' } },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: {} },
      { id: 'here', type, title: 'Here', config },
      { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'people', reason: 'asked' } },
    ],
    edges: [
      { id: 'e', from: 'start', port: 'started', to: 'here' },
      ...ports.map((port) => ({ id: `e-${port}`, from: 'here', port, to: 'person' })),
    ],
  });
}

/** Why a case that waits in the one cannot go on in the other. */
function between(one: Wired, other: Wired): string | undefined {
  const [before, after] = [one, other].map((wired) => compile(flowWith(wired), catalogue));
  return misfitOf({ node: 'here', hasRun: () => true }, before!, after!, deciders)?.reason;
}

const ask = (config: FlowNode['config']): Wired => ({
  type: 'ask',
  config: { question: 'Which?', ...config },
});
const choices = (...ids: string[]) => ({
  type: 'choice',
  choices: ids.map((id) => ({ id, label: `Choice ${id}` })),
});

describe('a case that waits goes on in another version', () => {
  it.each([
    ['an ask in other words', ask({}), ask({ question: 'Which one is it?', retries: 5, silenceAfter: '2h' })],
    [
      'an ask with the same choices, called otherwise',
      ask(choices('a', 'b')),
      ask({ type: 'choice', choices: [...choices('a').choices, { id: 'b', label: 'The other' }] }),
    ],
    [
      'a wait for another time',
      { type: 'wait', config: { mode: 'duration', duration: '1h' } },
      { type: 'wait', config: { mode: 'duration', duration: '3h' } },
    ],
    [
      'a reply that may take longer',
      { type: 'wait-for-reply', config: {} },
      { type: 'wait-for-reply', config: { silenceAfter: '3d' } },
    ],
    [
      'people of another queue',
      { type: 'escalate', config: { queue: 'one', reason: 'asked' } },
      { type: 'escalate', config: { queue: 'two', reason: 'asked' } },
    ],
  ] satisfies [string, Wired, Wired][])('%s', (_, one, other) => {
    expect(between(one, other)).toBeUndefined();
  });
});

describe('a case that waits stays where the other version waits for something else', () => {
  const wait: Wired = { type: 'wait', config: { mode: 'duration', duration: '1h' } };
  const person: Wired = { type: 'escalate', config: { queue: 'one', reason: 'asked', waitFor: '1h' } };
  it.each([
    ['another kind of answer', ask({}), ask({ type: 'number' })],
    ['other choices', ask(choices('a', 'b')), ask(choices('a', 'c'))],
    ['a wait that takes messages', wait, { ...wait, ports: ['message'] }],
    ['people who were given a time', { ...person, ports: ['nobody'] }, person],
    [
      'a call by somebody else',
      { type: 'callback', config: { anytime: true } },
      { type: 'callback', config: { anytime: true, by: 'agent' } },
    ],
  ] satisfies [string, Wired, Wired][])('%s', (_, one, other) => {
    expect(between(one, other)).toBe('place-other-wait');
    expect(between(other, one)).toBe('place-other-wait');
  });

  it('another node', () => {
    expect(between(wait, ask({}))).toBe('place-other-type');
  });
});
