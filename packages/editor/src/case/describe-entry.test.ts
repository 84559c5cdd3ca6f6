import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../api/journal.ts';
import { describeEffect, describeEvent, shorten } from './describe-entry.ts';

const entry = (more: Partial<JournalEntry>): JournalEntry => ({
  seq: 1,
  at: 0,
  type: 'case.opened',
  actor: { kind: 'system' },
  effects: [],
  titles: {},
  event: null,
  digest: 'd',
  prev: 'p',
  ...more,
});

describe('journal in words', () => {
  it('names the node and the way it left', () => {
    expect(
      describeEvent(
        entry({ type: 'node.done', node: 'find', titles: { find: 'Find articles' }, outcome: 'found' }),
      ).text,
    ).toBe('Find articles → found');
  });

  it('says what was said, and leaves it out once it is erased', () => {
    const actor = { kind: 'agent', id: 'a', name: 'Sam' } as const;
    const event = { id: 'e', at: 0, actor, type: 'agent.replied', text: 'Hello' } as const;
    expect(describeEvent(entry({ type: 'agent.replied', actor, event }))).toEqual({
      text: 'Sam replied',
      detail: 'Hello',
    });
    expect(describeEvent(entry({ type: 'agent.replied', actor }))).toEqual({ text: 'Sam replied' });
  });

  it('says who moved the case to another version of its flow, and that it stays where it was refused', () => {
    const actor = { kind: 'agent', id: 'a', name: 'Sam' } as const;
    const to = { id: 'support', hash: 'b'.repeat(64), version: 4 };
    const from = { hash: 'a'.repeat(64), version: 3 };
    const event = { id: 'e', at: 0, actor, type: 'flow.moved', from, to, reason: 'Shorter.' } as const;
    const moved = { type: 'flow.moved', from: from.hash, to: to.hash } as const;
    expect(describeEvent(entry({ type: 'flow.moved', actor, event, effects: [moved] }))).toEqual({
      text: 'Sam moved the case from version 3 to version 4 of the flow',
      detail: 'Shorter.',
    });
    const refused = { type: 'ignored', reason: 'place-gone', about: 'reply' } as const;
    expect(describeEvent(entry({ type: 'flow.moved', actor, event, effects: [refused] })).text).toBe(
      'Sam asked to move the case to version 4 of the flow; it stays',
    );
    expect(describeEvent(entry({ type: 'flow.moved', actor, effects: [{ type: 'flow.moved' }] })).text).toBe(
      'Sam moved the case to another version of the flow',
    );
    expect(describeEffect(refused, { reply: 'Reply' })).toBe('ignored: place gone (Reply)');
    expect(describeEffect(moved)).toBe('go on by the version bbbbbbbb');
  });

  it('shows an event of a later version by its name', () => {
    expect(describeEvent(entry({ type: 'case.split' as JournalEntry['type'] })).text).toBe('case.split');
  });

  it('tells effects apart, also without their contents', () => {
    expect(describeEffect({ type: 'turn.ended', turn: 2, outcome: 'handover' })).toBe(
      'turn ends with a hand-over',
    );
    expect(describeEffect({ type: 'ignored', reason: 'late-timer' })).toBe('ignored: late timer');
    expect(describeEffect({ type: 'send' })).toBe('say something');
  });

  it('shortens to one line', () => {
    expect(shorten('a\n  b')).toBe('a b');
    expect(shorten('abcdef', 4)).toBe('abc…');
  });
});
