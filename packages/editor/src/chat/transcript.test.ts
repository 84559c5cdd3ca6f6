import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from './protocol.ts';
import {
  emptyTranscript,
  openChoices,
  reduceTranscript,
  unread,
  type TranscriptAction,
} from './transcript.ts';

const bot = (seq: number, more: Partial<ChatMessage> = {}): ChatMessage => ({
  id: `b${seq}`,
  seq,
  from: 'bot',
  text: `answer ${seq}`,
  at: seq * 1_000,
  delivery: 'sent',
  ...more,
});
const mine = (id: string) => ({ id, text: 'hello', at: 5_000 });
const echo = (id: string, seq: number) => bot(seq, { id, from: 'customer', text: 'hello' });
const run = (...actions: TranscriptAction[]) => actions.reduce(reduceTranscript, emptyTranscript);
const ids = (...actions: TranscriptAction[]) => run(...actions).entries.map(({ id }) => id);

describe('transcript', () => {
  it('shows a message at once, and takes its place when the server names one', () => {
    const actions: TranscriptAction[] = [
      { type: 'queued', message: mine('m') },
      { type: 'received', messages: [bot(1)] },
    ];
    expect(ids(...actions)).toEqual(['b1', 'm']);
    const done = run(...actions, { type: 'received', messages: [echo('m', 2), bot(3)] });
    expect(done.entries.map(({ id }) => id)).toEqual(['b1', 'm', 'b3']);
    expect(done.entries[1]).toMatchObject({ seq: 2, delivery: 'sent' });
    expect(done.lastSeq).toBe(3);
  });

  it('knows its own message by the id the server gave it', () => {
    const entries = ids(
      { type: 'queued', message: mine('local') },
      { type: 'accepted', id: 'local', serverId: 'remote' },
      { type: 'received', messages: [echo('remote', 1)] },
    );
    expect(entries).toEqual(['remote']);
  });

  it('keeps an echo that came before the answer to the post', () => {
    const { entries } = run(
      { type: 'queued', message: mine('m') },
      { type: 'received', messages: [echo('m', 1)] },
      { type: 'waiting', id: 'm' },
      { type: 'accepted', id: 'm', serverId: 'm' },
    );
    expect(entries).toMatchObject([{ id: 'm', seq: 1, delivery: 'sent' }]);
  });

  it('never goes back in delivery', () => {
    const { entries } = run(
      { type: 'queued', message: mine('m') },
      { type: 'accepted', id: 'm', serverId: 'm' },
      { type: 'delivery', id: 'm', state: 'seen' },
      { type: 'delivery', id: 'm', state: 'delivered' },
      { type: 'received', messages: [echo('m', 1)] },
    );
    expect(entries[0]?.delivery).toBe('seen');
  });

  it('says why a message was refused, and sends it after all when tried again', () => {
    const refused: TranscriptAction[] = [
      { type: 'queued', message: mine('m') },
      { type: 'refused', id: 'm', reason: 'Too long.' },
    ];
    expect(run(...refused).entries[0]).toMatchObject({ delivery: 'failed', refused: 'Too long.' });
    const again = run(...refused, { type: 'queued', message: mine('m') });
    expect(again.entries).toMatchObject([{ id: 'm', delivery: 'sending' }]);
    expect(again.entries[0]).not.toHaveProperty('refused');
    expect(run(...refused, { type: 'discarded', id: 'm' }).entries).toEqual([]);
  });

  it('offers choices until the customer said something', () => {
    const offered = bot(1, { choices: [{ id: 'a', label: 'A' }] });
    expect(openChoices(run({ type: 'received', messages: [offered] }))).toBe('b1');
    const answered = run({ type: 'received', messages: [offered] }, { type: 'queued', message: mine('m') });
    expect(openChoices(answered)).toBeUndefined();
  });

  it('stops typing when what was typed arrives', () => {
    const typing: TranscriptAction = { type: 'typing', from: 'agent', on: true, at: 9 };
    expect(run(typing).typing).toEqual({ from: 'agent', since: 9 });
    expect(run(typing, { type: 'received', messages: [bot(1, { from: 'agent' })] }).typing).toBeUndefined();
    expect(run(typing, { type: 'received', messages: [bot(1)] }).typing).toBeDefined();
  });

  it('counts what others said since it was last seen', () => {
    expect(unread(run({ type: 'received', messages: [bot(1), echo('m', 2), bot(3)] }), 1)).toBe(1);
  });

  it('ends the same however often and in whatever order messages arrive', () => {
    const all = [bot(1), echo('m', 2), bot(3), bot(4)];
    const shuffled = fc.shuffledSubarray([...all, ...all], { minLength: 8, maxLength: 8 });
    const expected = run({ type: 'received', messages: all });
    fc.assert(
      fc.property(shuffled, fc.boolean(), (messages, together) => {
        const actions: TranscriptAction[] = together
          ? [{ type: 'received', messages }]
          : messages.map((message) => ({ type: 'received', messages: [message] }));
        expect(run({ type: 'queued', message: mine('m') }, ...actions)).toEqual(expected);
      }),
    );
  });
});
