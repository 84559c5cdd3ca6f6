import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accentTokens, contrast } from './accent.ts';

const numbers = (colour: string) => colour.split(' ').map(Number);

describe('accent', () => {
  it('writes white on dark colours and black on light ones', () => {
    expect(accentTokens('#1b4d3e')).toMatchObject({ '--accent-fill': '#1b4d3e', '--on-accent': '#ffffff' });
    expect(accentTokens('#FFD400')).toMatchObject({ '--accent-fill': '#FFD400', '--on-accent': '#000000' });
  });

  it('takes nothing but a colour', () => {
    expect(accentTokens('red;}')).toEqual({});
    expect(accentTokens(undefined)).toEqual({});
  });

  it('is readable in both themes, whatever colour a shop has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffff }), (colour) => {
        const tokens = accentTokens(`#${colour.toString(16).padStart(6, '0')}`);
        const [, light = '', dark = ''] = /rgb\((.*?)\), rgb\((.*?)\)/.exec(tokens['--accent'] ?? '') ?? [];
        expect(contrast(numbers(light), [0xee, 0xee, 0xeb])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(numbers(dark), [0x28, 0x2b, 0x30])).toBeGreaterThanOrEqual(4.5);
        const fill = [16, 8, 0].map((shift) => (colour >> shift) & 255);
        const on = tokens['--on-accent'] === '#ffffff' ? [255, 255, 255] : [0, 0, 0];
        expect(contrast(fill, on)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });
});
