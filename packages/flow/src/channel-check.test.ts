import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ChannelCapabilities } from './channel-capabilities.ts';
import { channelCheck } from './channel-check.ts';
import type { KnownChannel } from './known-channel.ts';
import { channelReach } from './channel-reach.ts';
import type { Catalogue, NodeDeclaration } from './declaration.ts';
import { catalogue as plain, flowOf } from './testing/catalogue.ts';
import { createContext } from './validate/context.ts';

const capabilities: ChannelCapabilities = {
  maxTextLength: 1_600,
  choices: 'buttons',
  maxChoices: 3,
  maxLabelLength: 20,
  sources: 'none',
  typing: false,
  receipts: 'none',
  attachments: true,
  canOpen: true,
  spoken: false,
};
const hour = 3_600_000;
const channel = (name: string, other: Partial<ChannelCapabilities> = {}): KnownChannel => ({
  name,
  title: name.toUpperCase(),
  capabilities: { ...capabilities, ...other },
});
const chat = channel('chat', { maxChoices: 10, maxLabelLength: 200 });
const sms = channel('sms', { choices: 'numbers', segments: true });
const app = channel('app', { windowMs: 24 * hour });
const other = channel('other', { windowMs: 24 * hour });
const voice = channel('voice', { choices: 'spoken', spoken: true, attachments: false, maxChoices: 9 });

const offer = {
  ...plain['say'],
  config: z.object({
    text: z.string().meta({ widget: 'template' }),
    choices: z.array(z.object({ label: z.string() })).default([]),
  }),
  speaks: ({ text, choices }: { text: string; choices: { label: string }[] }) => [
    {
      title: 'Text',
      texts: [{ text, path: ['text'] }],
      choices: choices.map(({ label }, index) => ({ label, path: ['choices', index, 'label'] })),
    },
  ],
} as unknown as NodeDeclaration;
const catalogue: Catalogue = {
  ...plain,
  say: offer,
  pause: {
    ...plain['wait'],
    config: z.object({ ms: z.number().optional() }),
    ports: [
      { id: 'reply', title: 'Reply' },
      { id: 'silent', title: 'Silent' },
    ],
    silences: ({ ms }: { ms?: number }) => [{ port: 'silent', ...(ms !== undefined && { ms }) }],
  } as unknown as NodeDeclaration,
  move: {
    ...plain['mark'],
    config: z.object({ to: z.string().optional() }),
    ports: [
      { id: 'moved', title: 'Moved' },
      { id: 'no', title: 'No' },
    ],
    moves: ({ to }: { to?: string }) => [{ port: 'moved', ...(to && { channel: to }) }],
  } as unknown as NodeDeclaration,
};

const saying = (text: string, choices: string[] = []) =>
  flowOf({ start: 'start', say: ['say', { text, choices: choices.map((label) => ({ label })) }] }, [
    'start.started > say',
  ]);
const found = (flow: ReturnType<typeof flowOf>, ...channels: KnownChannel[]) =>
  channelCheck(flow, catalogue, channels).map(({ code, channels: on, path }) => [code, on, path]);

describe('channels on which a case gets to a node', () => {
  const flow = flowOf(
    {
      start: ['start', { channels: ['chat', 'sms'] }],
      here: 'mark',
      move: ['move', { to: 'app' }],
      there: 'mark',
      no: 'mark',
      any: 'move',
      anywhere: 'mark',
    },
    [
      'start.started > move',
      'move.moved > there',
      'move.no > no',
      'there.x > here',
      'no.x > any',
      'any.moved > anywhere',
    ],
  );
  const reach = channelReach(createContext(flow, catalogue, {}), [chat, sms, app, voice]);
  const at = (node: string) => [...(reach.get(node)?.keys() ?? [])].sort();

  it('are those of the entry, and where a node moves it', () => {
    expect(at('move')).toEqual(['chat', 'sms']);
    expect(at('there')).toEqual(['app']);
    expect(at('no')).toEqual(['chat', 'sms']);
    expect(at('anywhere')).toEqual(['app', 'chat', 'sms']);
  });
});

describe('the channel check', () => {
  it('counts buttons and the letters on them', () => {
    const four = saying('Which?', ['a', 'b', 'c', 'd']);
    expect(found(four, chat, sms)).toEqual([]);
    expect(found(four, chat, app, other)).toEqual([
      ['channel.too-many-buttons', ['app', 'other'], ['choices']],
    ]);
    expect(channelCheck(four, catalogue, [app, other])[0]?.text).toBe(
      '“say” offers 4 choices; APP and OTHER can show 3 as buttons, so they become a numbered list.',
    );
    expect(found(saying('Which?', ['short', 'a label of many letters']), app)).toEqual([
      ['channel.label-too-long', ['app'], ['choices', 1, 'label']],
    ]);
  });

  it('counts segments of an SMS, and parts where a text is split', () => {
    expect(found(saying('x'.repeat(459)), sms)).toEqual([]);
    expect(found(saying('x'.repeat(460)), sms)).toEqual([['channel.text-too-long', ['sms'], ['text']]]);
    expect(found(saying(`☎ ${'x'.repeat(220)}`), sms)).toEqual([
      ['channel.text-too-long', ['sms'], ['text']],
    ]);
    expect(found(saying('“Curly” – but plain for SMS'.repeat(14)), sms)).toEqual([]);
    expect(found(saying('word '.repeat(400)), app)).toEqual([['channel.text-too-long', ['app'], ['text']]]);
  });

  it('knows what cannot be heard', () => {
    expect(found(saying('Hello {{ customer.name }}'), voice)).toEqual([]);
    expect(found(saying('{{ message.text }}'), voice)).toEqual([]);
    expect(found(saying('Look at https://shop.example/a'), voice, chat)).toEqual([
      ['channel.no-spoken-form', ['voice'], ['text']],
    ]);
    expect(found(saying('👍'), voice)).toEqual([['channel.no-spoken-form', ['voice'], ['text']]]);
  });

  it('adds up the time in which nobody wrote', () => {
    const waiting = (ms: number, port = 'silent') =>
      flowOf(
        { start: 'start', wait: ['pause', { ms }], again: ['pause', { ms }], say: ['say', { text: 'Hi' }] },
        ['start.started > wait', `wait.silent > again`, `again.${port} > say`],
      );
    expect(found(waiting(12 * hour), app, chat)).toEqual([['channel.window', ['app'], ['text']]]);
    expect(found(waiting(11 * hour), app)).toEqual([]);
    expect(found(waiting(30 * hour, 'reply'), app)).toEqual([]);
    expect(found(waiting(30 * hour), { ...app, template: true })).toEqual([]);
  });

  it('adds up the longest way, not the number of ways', () => {
    const hours = [1, 2, 3, 4, 5, 6, 7, 8];
    const flow = flowOf(
      {
        start: 'start',
        ways: ['branch', { cases: hours.map((count) => ({ id: `h${count}`, when: 'true' })) }],
        ...Object.fromEntries(hours.map((count) => [`wait${count}`, ['pause', { ms: count * hour }]])),
        say: ['say', { text: 'Hi' }],
      },
      [
        'start.started > ways',
        ...hours.flatMap((count) => [`ways.h${count} > wait${count}`, `wait${count}.silent > say`]),
      ],
    );
    expect(found(flow, app)).toEqual([]);
    const short = channel('short', { windowMs: 8 * hour });
    expect(found(flow, short)).toEqual([['channel.window', ['short'], ['text']]]);
    expect(found(flow, channel('enough', { windowMs: 8 * hour + 1 }))).toEqual([]);
  });

  describe('of a loop', () => {
    /** Says something again and again while nobody writes, and something else where `leaves` leads out of it. */
    const again = (config: object, ...leaves: string[]) =>
      flowOf(
        {
          start: 'start',
          say: ['say', { text: 'Are you there?' }],
          wait: ['pause', config as Record<string, unknown>],
          bye: ['say', { text: 'Bye' }],
        },
        ['start.started > say', 'say.sent > wait', 'wait.silent > say', ...leaves],
      );
    const told = (flow: ReturnType<typeof flowOf>) =>
      channelCheck(flow, catalogue, [app, other, chat]).map(({ code, node, text }) => [code, node, text]);

    it('says after how many silent rounds it is too late, as each reply opens the window again', () => {
      expect(told(again({ ms: 5 * hour }, 'wait.reply > bye'))).toEqual([
        [
          'channel.window-in-loop',
          'say',
          '“say” may be said after 5 rounds of the loop of “wait”, 5 hours each: if the customer writes in none of them, the 24 hours are over in which anything may be said on APP and OTHER.',
        ],
      ]);
      const [[, , text] = []] = told(again({ ms: 30 * 60_000 }));
      expect(text).toContain('after 48 rounds of the loop of “wait”, 30 minutes each');
    });

    it('says it of what comes after the loop, too, unless the customer has written', () => {
      const nodesOf = (flow: ReturnType<typeof flowOf>) => told(flow).map(([code, node]) => [code, node]);
      const both = ['say', 'bye'].map((node) => ['channel.window-in-loop', node]);
      expect(nodesOf(again({ ms: hour }, 'say.error > bye'))).toEqual(both);
      expect(nodesOf(again({ ms: hour }, 'wait.reply > bye'))).toEqual(both.slice(0, 1));
    });

    it('says nothing of a loop that only a reply goes round', () => {
      const flow = flowOf(
        { start: 'start', say: ['say', { text: 'And?' }], wait: ['pause', { ms: 5 * hour }], end: 'stop' },
        ['start.started > say', 'say.sent > wait', 'wait.reply > say', 'wait.silent > end'],
      );
      expect(told(flow)).toEqual([]);
    });

    it('says what is too late on the first round already as if there was none', () => {
      const [first, ...more] = told(
        flowOf({ start: 'start', wait: ['pause', { ms: 24 * hour }], say: ['say', { text: 'Hi' }] }, [
          'start.started > wait',
          'wait.silent > say',
          'say.sent > wait',
        ]),
      );
      expect(first).toEqual([
        'channel.window',
        'say',
        '“say” may be said 24 hours after the customer last wrote; on APP and OTHER anything may be said for 24 hours only.',
      ]);
      expect(more).toEqual([]);
    });

    it('knows of a wait of any length that the second round may be too late', () => {
      expect(told(again({}))).toEqual([
        [
          'channel.window-in-loop',
          'say',
          expect.stringContaining(
            'after one round of the loop of “wait”, of no known length: if the customer',
          ),
        ],
      ]);
    });

    it('adds the waits of a round, and names the longest', () => {
      const flow = flowOf(
        {
          start: 'start',
          say: ['say', { text: 'Hi' }],
          short: ['pause', { ms: hour }],
          long: ['pause', { ms: 4 * hour }],
        },
        ['start.started > say', 'say.sent > short', 'short.silent > long', 'long.silent > say'],
      );
      const [[, , text] = []] = told(flow);
      expect(text).toContain('after 5 rounds of the loop of “long”, 5 hours each');
    });
  });

  it('knows where files cannot come from', () => {
    const flow = flowOf(
      { start: 'start', ask: ['branch', { cases: [{ id: 'a', when: 'size(message.attachments) > 0' }] }] },
      ['start.started > ask'],
    );
    expect(found(flow, voice, chat)).toEqual([['channel.no-files', ['voice'], ['cases', 0, 'when']]]);
  });

  it('says nothing of nodes that no case gets to', () => {
    const flow = flowOf({ start: 'start', say: ['say', { text: '👍' }] }, []);
    expect(found(flow, voice)).toEqual([]);
  });
});
