import { describe, expect, it } from 'vitest';
import { checkGrounding } from './grounding.ts';

const passage = {
  id: 'returns:1:0',
  title: 'Return an item',
  language: 'en',
  text:
    'Unused items can be returned within 30 days of delivery. Gift cards cannot be returned. ' +
    'A label costs £3.50 and is sent by Swiftway. During November, items can be returned until 31 January.',
};
const check = (
  text: string,
  more: Partial<Parameters<typeof checkGrounding>[0]> & { quote?: string } = {},
) => {
  const { quote, ...input } = more;
  const statements = [{ text, passages: ['returns:1:0'], ...(quote === undefined ? {} : { quote }) }];
  return checkGrounding({ statements, passages: [passage], policies: {}, ...input });
};

describe('the grounding check', () => {
  it.each([
    ['the words of the passage', 'Unused items can be returned within 30 days of delivery.'],
    ['other words with the same facts', 'You can return unused items within thirty days of delivery.'],
    ['an amount', 'The label costs £3.50.'],
    ['a date written another way', 'In November items can be returned until January 31st.'],
    ['a denial that the passage makes', 'You cannot return gift cards.'],
  ])('keeps %s', (_, text) => {
    expect(check(text)).toMatchObject({ dropped: [], substance: true });
  });

  it.each([
    ['a wrong number', 'Unused items can be returned within 60 days of delivery.', /number 60 day/],
    ['a wrong number in words', 'Unused items can be returned within sixty days of delivery.', /number 60/],
    ['a wrong unit', 'Unused items can be returned within 30 months of delivery.', /30 month/],
    ['a wrong currency', 'The label costs €3.50.', /3.5 eur/],
    ['a wrong amount', 'The label costs £4.50.', /4.5 gbp/],
    ['a wrong date', 'Items can be returned until 15 January.', /date/],
    ['a wrong name', 'The label is sent by Roadrunner.', /name/],
    ['a turned-round rule', 'Gift cards can be returned.', /opposite/],
    ['a turned-round permission', 'Unused items cannot be returned within 30 days of delivery.', /opposite/],
    ['something else', 'Every kettle comes with a free cleaning kit.', /do not talk about/],
    [
      'an address that is not there',
      'Send returned items to refunds@evil.example within 30 days of delivery.',
      /address/,
    ],
    [
      'half a sentence that changes its sense',
      'Gift cards can be returned within 30 days of delivery.',
      /opposite|talk/,
    ],
    ['an unfilled place', 'Items can be returned within {{ policy.days }} of delivery.', /place/],
  ])('drops %s', (_, text, reason) => {
    const { kept, dropped, substance } = check(text);
    expect(kept).toEqual([]);
    expect(dropped[0]?.reason).toMatch(reason);
    expect(substance).toBe(false);
  });

  it('drops what names no passage, or one that was not found', () => {
    const text = 'Gift cards cannot be returned.';
    for (const passages of [[], ['other:1:0']]) {
      expect(
        checkGrounding({ statements: [{ text, passages }], passages: [passage], policies: {} }).kept,
      ).toEqual([]);
    }
  });

  it('takes numbers from the policies, with the unit that the name of the policy says', () => {
    const policies = { refundWindowDays: 45 };
    expect(check('Unused items can be returned within 45 days of delivery.', { policies }).substance).toBe(
      true,
    );
    expect(check('Unused items can be returned within 45 months of delivery.', { policies }).substance).toBe(
      false,
    );
  });

  it('asks for a quote where the language differs, and for one that is there', () => {
    const german = 'Unbenutzte Artikel können innerhalb von 30 Tagen zurückgegeben werden.';
    expect(check(german, { language: 'de' }).substance).toBe(false);
    expect(check(german, { language: 'de', quote: 'returned within 30 days' }).substance).toBe(true);
    expect(check(german, { language: 'de', quote: 'returned within 90 days' }).substance).toBe(false);
  });

  it('says nothing when the first statement falls, or most of them', () => {
    const statement = (text: string) => ({ text, passages: ['returns:1:0'] });
    const wrong = statement('The label costs £9.');
    const right = statement('Gift cards cannot be returned.');
    const kept = (statements: (typeof right)[]) =>
      checkGrounding({ statements, passages: [passage], policies: {} }).kept;
    expect(kept([wrong, right])).toEqual([]);
    expect(kept([right, wrong, wrong])).toEqual([]);
    expect(kept([right, wrong])).toEqual([right]);
  });
});
