import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../api/journal.ts';
import type { StaffMessage } from '../api/message.ts';
import { buildTimeline } from './build-timeline.ts';

const noon = new Date(2026, 10, 21, 12).getTime();

const said = (at: number, from: StaffMessage['from'], more: Partial<StaffMessage> = {}): StaffMessage => ({
  id: `${from}${at}`,
  seq: at,
  conversation: 'w',
  channel: 'webchat',
  from,
  text: 'words',
  at: noon + at,
  delivery: 'seen',
  ...more,
});
const entry = (
  seq: number,
  at: number,
  type: JournalEntry['type'],
  more: Partial<JournalEntry> = {},
): JournalEntry => ({
  seq,
  at: noon + at,
  type,
  actor: { kind: 'flow' },
  effects: [],
  titles: {},
  event: null,
  digest: 'd',
  prev: 'p',
  ...more,
});
const show = (messages: StaffMessage[], entries: JournalEntry[]) =>
  buildTimeline(messages, entries).map((item) => {
    if (item.kind === 'message') return item.joined ? `+${item.message.from}` : item.message.from;
    if (item.kind === 'steps') return item.steps.map(({ title, outcome }) => `${title}>${outcome}`).join(' ');
    return item.kind === 'change' ? item.text : 'day';
  });

describe('timeline', () => {
  it('puts messages of one speaker together, but not over channels', () => {
    const sms = { ...said(10, 'customer'), channel: 'sms' };
    expect(show([said(0, 'customer'), said(5, 'customer'), sms], [])).toEqual([
      'day',
      'customer',
      '+customer',
      'customer',
    ]);
  });

  it('folds what the flow did between question and answer', () => {
    const entries = [
      entry(1, 0, 'case.opened'),
      entry(2, 0, 'message.received'),
      entry(3, 10, 'node.done', { node: 'who', titles: { who: 'Who is it' }, outcome: 'known' }),
      entry(4, 20, 'node.done', { node: 'find', titles: { find: 'Find' }, outcome: 'found' }),
      entry(5, 30, 'node.failed', {
        node: 'answer',
        event: {
          id: 'e',
          at: 0,
          actor: { kind: 'flow' },
          type: 'node.failed',
          run: 'answer#1',
          error: { code: 'model.timeout', message: '' },
        },
      }),
    ];
    expect(show([said(0, 'customer'), said(30, 'bot')], entries)).toEqual([
      'day',
      'customer',
      'Case opened',
      'Who is it>known Find>found answer>model.timeout',
      'bot',
    ]);
  });

  it('follows the token through nodes that decide without an event of their own', () => {
    const left = (node: string, port: string) =>
      ({ type: 'node.left', run: `${node}#1`, node, port }) as const;
    const entries = [
      entry(1, 0, 'timer.fired', { effects: [left('start', 'started')] }),
      entry(2, 1, 'node.done', {
        run: 'who#1',
        node: 'who',
        titles: { who: 'Who is it?', open: 'Open now?' },
        outcome: 'known',
        effects: [left('who', 'known'), left('open', 'closed')],
      }),
      entry(3, 2, 'node.done', {
        run: 'late#1',
        node: 'late',
        titles: { late: 'Late' },
        outcome: 'answered',
        effects: [{ type: 'suggest', run: 'late#1', say: [] }],
      }),
    ];
    const items = buildTimeline([], entries);
    expect(
      items
        .flatMap((item) => (item.kind === 'steps' ? item.steps : []))
        .map(({ title, outcome }) => `${title} ${outcome}`),
    ).toEqual(['start started', 'Who is it? known', 'Open now? closed', 'Late answered']);
  });

  it('calls a node by the title of the version that the case had then', () => {
    const ran = (seq: number, title: string) =>
      entry(seq, seq, 'node.done', { node: 'find', titles: { find: title }, outcome: 'found' });
    expect(show([], [ran(1, 'Look it up'), ran(3, 'Find')])).toEqual(['day', 'Look it up>found Find>found']);
  });

  it('joins what one author says in a row, and begins anew after something in between', () => {
    expect(
      show(
        [
          said(0, 'customer'),
          said(1, 'customer'),
          said(2, 'agent', { author: 'Sam' }),
          said(3, 'agent', { author: 'Kim' }),
        ],
        [],
      ),
    ).toEqual(['day', 'customer', '+customer', 'agent', 'agent']);
    const between = entry(1, 1, 'agent.claimed', {
      actor: { kind: 'agent', name: 'Sam' },
      effects: [{ type: 'owner.changed', owner: 'agent' }],
    });
    expect(show([said(0, 'customer'), said(2, 'customer')], [between])).toEqual([
      'day',
      'customer',
      'Sam took the case',
      'customer',
    ]);
  });

  it('says who has the case from when on, and not what was refused', () => {
    const actor = { kind: 'agent', name: 'Sam' } as const;
    const handOff = {
      type: 'handOff',
      queue: 'returns',
      reason: 'asked for a person',
      priority: 0,
      brief: { steps: [], facts: [], commitments: [] },
    } as const;
    const entries = [
      entry(1, 0, 'node.done', {
        node: 'escalate',
        titles: { escalate: 'Escalate' },
        outcome: 'done',
        effects: [handOff],
      }),
      entry(2, 1, 'agent.claimed', { actor, effects: [{ type: 'ignored', reason: 'already-owner' }] }),
      entry(3, 2, 'agent.transferred', {
        actor,
        effects: [{ type: 'owner.changed', owner: 'queue' }],
        event: {
          id: 'e',
          at: 0,
          actor: { kind: 'agent', id: 'a', name: 'Sam' },
          type: 'agent.transferred',
          queue: 'repairs',
          reason: '',
        },
      }),
      entry(4, 3, 'agent.closed', { actor, effects: [{ type: 'close', reason: 'solved' }] }),
    ];
    expect(show([], entries)).toEqual([
      'day',
      'Escalate>done',
      'Handed over to returns: asked for a person',
      'Sam transferred the case to repairs',
      'Sam closed the case',
    ]);
  });

  it('begins every day with its date, and an erased case still has its shape', () => {
    const day = 86_400_000;
    expect(show([said(0, 'customer'), said(day, 'customer')], [])).toEqual([
      'day',
      'customer',
      'day',
      'customer',
    ]);
    expect(show([], [entry(1, 0, 'node.done', { effects: [{ type: 'handOff' }] })])).toEqual([
      'day',
      'A node>done',
      'Handed over',
    ]);
  });
});
