import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRichText } from './rich-text.ts';

const inline = (text: string) =>
  readRichText(text).flatMap((block) => (block.kind === 'list' ? block.items : block.lines).flat());

describe('rich text', () => {
  it('reads paragraphs and their lines', () => {
    expect(readRichText('one\ntwo\n\nthree')).toEqual([
      { kind: 'paragraph', lines: [[{ kind: 'text', text: 'one' }], [{ kind: 'text', text: 'two' }]] },
      { kind: 'paragraph', lines: [[{ kind: 'text', text: 'three' }]] },
    ]);
  });

  it('reads lists, and does not take a lone number for one', () => {
    expect(readRichText('Steps:\n1. open\n2) close\n- other')).toMatchObject([
      { kind: 'paragraph' },
      { kind: 'list', ordered: true, items: [[{ text: 'open' }], [{ text: 'close' }]] },
      { kind: 'list', ordered: false, items: [[{ text: 'other' }]] },
    ]);
    expect(readRichText('3.5 kg')).toMatchObject([{ kind: 'paragraph' }]);
  });

  it('links web addresses only, without the full stop behind them', () => {
    expect(inline('See https://a.example/x(1). Or (https://b.example).')).toEqual([
      { kind: 'text', text: 'See ' },
      { kind: 'link', text: 'https://a.example/x(1)', href: 'https://a.example/x(1)' },
      { kind: 'text', text: '. Or (' },
      { kind: 'link', text: 'https://b.example', href: 'https://b.example' },
      { kind: 'text', text: ').' },
    ]);
    expect(
      inline('[press](javascript:alert(1)) javascript:alert(1)').every(({ kind }) => kind === 'text'),
    ).toBe(true);
  });

  it('reads bold and code', () => {
    expect(inline('**30 days** from `today`')).toEqual([
      { kind: 'strong', text: '30 days' },
      { kind: 'text', text: ' from ' },
      { kind: 'code', text: 'today' },
    ]);
  });

  it('loses no word and links nothing but http, whatever is typed', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 80 }).filter((typed) => !typed.includes(']('));
    fc.assert(
      fc.property(text, (typed) => {
        const parts = inline(typed);
        const links = parts.flatMap((part) => (part.kind === 'link' ? [part.href] : []));
        const letters = (value: string) => value.replace(/[^\p{L}]/gu, '');
        expect(links.filter((href) => !/^https?:\/\//.test(href))).toEqual([]);
        expect(letters(parts.map((part) => part.text).join(''))).toBe(letters(typed));
      }),
    );
  });
});
