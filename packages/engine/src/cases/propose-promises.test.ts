import { describe, expect, it } from 'vitest';
import type { Commitment } from '@throughline/flow/brief';
import { emptyBrief } from '@throughline/flow/brief';
import type { MessageRow } from '../stores/messages.ts';
import { findQuote } from './find-quote.ts';
import { proposePromises } from './propose-promises.ts';

const at = Date.parse('2026-11-23T10:00:00Z');
const hour = 3_600_000;

function message(text: string, from: MessageRow['from'] = 'bot'): MessageRow {
  const where = { caseId: 'c1', customerId: 'u1', conversation: 'v1', channel: 'webchat' };
  return { _id: 'm1', ...where, from, text, at, seq: 1, delivery: 'stored' };
}

/** As if a model had quoted these words. */
function readingOf(text: string, quotes: { quote: string; when?: string }[]) {
  const promises = quotes.map(({ quote, when }) => ({
    ...findQuote(text, quote)!,
    ...(when !== undefined && { when: findQuote(text, when)! }),
  }));
  return { _id: 'm1', caseId: 'c1', until: 0, tries: 1, promises };
}

const propose = (
  row: MessageRow,
  commitments: Commitment[] = [],
  readings: ReturnType<typeof readingOf>[] = [],
) => proposePromises({ brief: { ...emptyBrief, commitments } }, [row], { timeZone: 'UTC', readings });

describe('promises of the bot', () => {
  const refund = 'We will refund your order within 2 hours.';

  it('are proposed like those of agents, and those of customers are not', () => {
    const expected = [{ id: 'm1:1', text: refund, dueAt: at + 2 * hour, message: 'm1' }];
    expect(propose(message(refund, 'bot'))).toEqual(expected);
    expect(propose(message(refund, 'agent'))).toEqual(expected);
    expect(propose(message(refund, 'customer'))).toEqual([]);
    expect(propose(message(refund, 'note'))).toEqual([]);
  });

  it('are not proposed when a node of the flow has promised the same', () => {
    const commitment = { text: 'Refund of order TE-104233', messages: ['m0'], state: 'open' as const };
    expect(propose(message(refund), [{ ...commitment, id: 'promise#1' }])).toEqual([]);
    expect(propose(message(refund), [{ ...commitment, id: 'promise#1', text: 'Call back' }])).toHaveLength(1);
    expect(propose(message(refund, 'agent'), [{ ...commitment, id: 'promise#1' }])).toHaveLength(1);
  });
});

describe('what a model found', () => {
  const text = 'Leave it with me: expect the courier by Tuesday noon, and a new lid. I’ll call you tomorrow.';

  it('stands beside what the rules found, with the time that our own reading makes of its words', () => {
    const reading = readingOf(text, [
      { quote: 'expect the courier', when: 'by Tuesday noon' },
      { quote: "I'll call you tomorrow." },
    ]);
    expect(propose(message(text), [], [reading])).toEqual([
      { id: 'm1:1', text: 'I’ll call you tomorrow.', dueAt: expect.any(Number), message: 'm1' },
      {
        id: 'm1:at18',
        text: 'expect the courier',
        dueAt: Date.parse('2026-11-24T12:00:00Z'),
        message: 'm1',
      },
    ]);
  });

  it('is told once where it quotes the same words twice', () => {
    const reading = readingOf(text, [{ quote: 'expect the courier' }, { quote: 'the courier' }]);
    expect(propose(message(text), [], [reading]).map(({ id }) => id)).toEqual(['m1:1', 'm1:at18']);
  });
});

it.each([
  ['expect  the\ncourier', 'Expect the courier', [0, 19]],
  ['I’ll call.', "I'll call.", [0, 10]],
  ['a (b) c.*', '(b) c.*', [2, 9]],
  ['we will', 'we', [0, 2]],
  ['owe you', 'we', undefined],
  ['anything', '', undefined],
])('in %j, the words %j stand at %j', (text, quote, range) => {
  expect(findQuote(text.trimEnd(), quote)).toEqual(range && { from: range[0], to: range[1] });
});
