import { describe, expect, test } from 'vitest';
import { describeNode } from '../testing/describe-node.ts';
import { decideIngest } from './ingest.decide.ts';
import { ingest } from './ingest.ts';

describeNode({
  declaration: ingest,
  decider: decideIngest,
  cases: [
    {
      name: 'a burst',
      config: { keywords: ['refund', 'money back'] },
      given: { messages: ['Hello', 'I want my MONEY  back!'] },
      port: 'started',
      expect: (decision) =>
        expect(decision).toMatchObject({ output: { channel: 'webchat', keyword: 'money back', count: 2 } }),
    },
    {
      name: 'no keywords',
      config: {},
      port: 'started',
      expect: (decision) => expect(decision).toMatchObject({ output: { keyword: '' } }),
    },
  ],
});

describe('where a turn starts', () => {
  const score = (config: unknown, text: string, channel = 'webchat') =>
    decideIngest.entry?.match(ingest.config.parse(config), {
      id: 'm1',
      channel,
      conversation: 'c1',
      text,
      sentAt: 0,
    }) ?? Number.NaN;

  test('a keyword beats a channel, a channel beats every channel', () => {
    const scores = [
      score({ keywords: ['refund'], channels: ['webchat'] }, 'A refund, please'),
      score({ keywords: ['refund'] }, 'A refund, please'),
      score({ channels: ['webchat'] }, 'A refund, please'),
      score({}, 'A refund, please'),
    ];
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(scores).size).toBe(4);
    expect(scores.at(-1)).toBeGreaterThan(0);
  });

  test('another channel, or no keyword, does not fit', () => {
    expect(score({ channels: ['sms'] }, 'Hello')).toBe(0);
    expect(score({ keywords: ['refund'] }, 'Hello')).toBe(0);
    expect(score({ keywords: ['art'] }, 'Where do I start?')).toBe(0);
    expect(score({ keywords: ['!?'] }, 'What!?')).toBe(0);
  });

  test.each([
    ['Rückgabe', 'rückgabe bitte'],
    ['où est', 'Où est ma commande ?'],
    ['ＲＥＦＵＮＤ', 'refund'],
  ])('the keyword %s is found in "%s"', (keyword, text) => {
    expect(score({ keywords: [keyword] }, text)).toBeGreaterThan(0);
  });

  test('the quiet window is the configured one', () => {
    expect(decideIngest.entry?.quietMs(ingest.config.parse({}))).toBe(2_000);
    expect(decideIngest.entry?.quietMs(ingest.config.parse({ quiet: '1m30s' }))).toBe(90_000);
    expect(ingest.config.safeParse({ quiet: 'soon' }).success).toBe(false);
  });
});
