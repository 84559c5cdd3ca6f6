import { describe, expect, it } from 'vitest';
import { emptyTyped, faultsFrom, faultsOf, fieldsOf, idOfTitle, isSame } from './article-fields.ts';

const good = { ...emptyTyped, id: 'gift-cards', title: 'Gift cards', body: 'Valid for 5 years.' };

describe('the fields of an article', () => {
  it('are read from what was typed, each once', () => {
    expect(
      fieldsOf({ ...good, tags: 'a, b,, a ', questions: ' How long?\n\nHow long?\nWhere? ' }),
    ).toMatchObject({
      tags: ['a', 'b'],
      questions: ['How long?', 'Where?'],
    });
    expect(isSame(good, { ...good, body: 'Valid for 5 years.\n' })).toBe(true);
    expect(isSame(good, { ...good, body: 'Valid for 4 years.' })).toBe(false);
  });

  it('suggest an id', () => {
    expect(idOfTitle('Gift cards & vouchers')).toBe('gift-cards-vouchers');
    expect(idOfTitle('Überweisung, später?')).toBe('uberweisung-spater');
    expect(faultsOf({ ...good, id: idOfTitle('!!!') })).toHaveProperty('id');
  });

  it('are told what is wrong with them, here and by the server', () => {
    expect(faultsOf(good)).toEqual({});
    expect(Object.keys(faultsOf({ ...emptyTyped, language: 'english' }))).toEqual([
      'id',
      'title',
      'language',
      'body',
    ]);
    expect(faultsOf({ ...good, questions: `ok\n${'x'.repeat(301)}` }).questions).toContain('Question 2');
    expect(faultsFrom([{ field: 'questions[3]', text: 'is too long.', fix: 'Shorten it.' }])).toEqual({
      questions: 'is too long. Shorten it.',
    });
  });
});
