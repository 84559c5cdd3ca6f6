import { assert, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from './split-text.ts';

const halves = /\p{Cs}/u;

describe('splitText', () => {
  it('leaves alone what fits, and drops what is empty', () => {
    expect(splitText('Hello there.', 20)).toEqual(['Hello there.']);
    expect(splitText(' \n ', 20)).toEqual([]);
  });

  it('cuts between paragraphs, sentences or words, in this order', () => {
    expect(splitText('First part of it.\n\nSecond one. Third.', 28)).toEqual([
      'First part of it.',
      'Second one. Third.',
    ]);
    expect(splitText('It is here. It was there.', 20)).toEqual(['It is here.', 'It was there.']);
    expect(splitText('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(splitText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('never makes a part too long, never loses a character, never halves one', () => {
    assert(
      property(string({ unit: 'grapheme', maxLength: 300 }), integer({ min: 2, max: 40 }), (text, max) => {
        const parts = splitText(text, max);
        expect(parts.every((part) => part.length <= max && part !== '')).toBe(true);
        expect(parts.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        expect(parts.filter((part) => halves.test(part))).toEqual([]);
      }),
    );
  });
});
