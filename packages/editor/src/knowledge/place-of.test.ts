import { expect, it } from 'vitest';
import { placeOf } from './place-of.ts';

it('finds the block that a passage begins in', () => {
  const blocks = ['Gift cards', 'Cards are valid for 5 years.  They can be spent in parts.', 'Ask us', null];
  expect(placeOf('Cards are valid for 5 years. They can', blocks)).toBe(1);
  expect(placeOf('- Ask us\n- Or write', blocks)).toBe(2);
  expect(placeOf('Cards are valid for 5 years. They have [a picture] and can be spent', blocks)).toBe(1);
  expect(placeOf('Something else entirely', blocks)).toBe(-1);
  expect(placeOf('', blocks)).toBe(-1);
});
