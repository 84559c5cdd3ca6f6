import { describe, expect, it } from 'vitest';
import type { ChannelCapabilities } from './channel-capabilities.ts';
import { channelForm, hasLinks, linksIn, spokenText } from './channel-form.ts';

const sms: ChannelCapabilities = {
  maxTextLength: 100,
  choices: 'numbers',
  maxChoices: 10,
  maxLabelLength: 100,
  sources: 'none',
  typing: false,
  receipts: 'delivered',
  attachments: true,
  canOpen: true,
  spoken: false,
};
const chat: ChannelCapabilities = {
  ...sms,
  choices: 'buttons',
  maxChoices: 3,
  maxLabelLength: 20,
  sources: 'text',
};
const voice: ChannelCapabilities = { ...sms, choices: 'spoken', spoken: true };
const choices = [
  { id: 'a', label: 'Returns' },
  { id: 'b', label: 'Something else' },
];

describe('channelForm', () => {
  it('offers choices as buttons where they fit, else by numbers', () => {
    expect(channelForm({ text: 'Which?', choices }, chat)).toEqual({ texts: ['Which?'], buttons: choices });
    expect(channelForm({ text: 'Which?', choices }, sms)).toEqual({
      texts: ['Which?\n1. Returns\n2. Something else'],
      buttons: [],
    });
    const long = [...choices, { id: 'c', label: 'A label that is far too long for it' }];
    expect(channelForm({ text: 'Which?', choices: long }, chat).buttons).toEqual([]);
    expect(channelForm({ text: 'Which?', choices: [...choices, ...choices] }, chat).buttons).toEqual([]);
  });

  it('links to files where none are sent, and leaves them out where they cannot be seen', () => {
    const say = {
      text: 'Print this.',
      attachments: [{ name: 'label.png', url: 'https://s.example.com/f/1' }],
    };
    expect(channelForm(say, sms).texts).toEqual(['Print this.\nlabel.png: https://s.example.com/f/1']);
    expect(channelForm({ ...say, text: '' }, sms).texts).toEqual(['label.png: https://s.example.com/f/1']);
    expect(channelForm(say, { ...chat, sendsFiles: true }).texts).toEqual(['Print this.']);
    expect(channelForm(say, voice).texts).toEqual(['Print this.']);
  });

  it('names sources where they can be read', () => {
    const sources = [{ articleId: 'r', version: 1, title: 'Returns' }];
    expect(channelForm({ text: 'In 30 days.', sources }, chat).texts).toEqual(['In 30 days.\n(Returns)']);
    expect(channelForm({ text: 'In 30 days.', sources }, sms).texts).toEqual(['In 30 days.']);
  });

  it('sends what is too long in parts', () => {
    const { texts } = channelForm({ text: 'A sentence of some words. '.repeat(10) }, sms);
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.every((text) => text.length <= 100 && text.endsWith('.'))).toBe(true);
  });

  it('speaks without links and marks', () => {
    const text = 'See **this**:\n- [the page](https://x.example/a)\n- https://x.example/b.\nGood luck';
    expect(channelForm({ text, choices }, voice).texts).toEqual([
      'See this: the page. Good luck\n1. Returns\n2. Something else',
    ]);
  });
});

it('spokenText leaves out a sentence that leads to a link only', () => {
  expect(spokenText('It is on the road. You can follow it at https://x.example/a?b=1. Anything else?')).toBe(
    'It is on the road. Anything else?',
  );
});

it('spokenText keeps what can be said', () => {
  expect(spokenText('Order TE-100234 costs 3 * 4 = 12 EUR, snake_case too.')).toBe(
    'Order TE-100234 costs 3 * 4 = 12 EUR, snake_case too.',
  );
  expect(hasLinks('see https://x.example/a, please')).toBe(true);
  expect(hasLinks('nothing to see')).toBe(false);
  expect(linksIn('[one](https://x.example/a) or https://x.example/b?c=1, or https://x.example/a.')).toEqual([
    'https://x.example/a',
    'https://x.example/b?c=1',
  ]);
});
