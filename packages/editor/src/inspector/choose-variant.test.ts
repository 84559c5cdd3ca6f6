import { expect, it } from 'vitest';
import { z } from 'zod';
import { chooseVariant, variantOf, type Aside } from './choose-variant.ts';
import type { Option } from './form-field.ts';
import { formFields } from './form-fields.ts';

const schema = z.object({
  tell: z.discriminatedUnion('way', [
    z.object({ way: z.literal('mail'), to: z.string(), subject: z.string().meta({ title: 'Subject line' }) }),
    z.object({ way: z.literal('text'), to: z.string() }),
    z.object({ way: z.literal('call'), to: z.number() }),
  ]),
});
const [field] = formFields(schema);
if (field?.shape.kind !== 'variants') throw new Error('It is none of variants.');
const { shape } = field;

const nothing: Aside = new Map();
const choose = (value: unknown, is: Option | undefined, aside = nothing) =>
  chooseVariant(shape, { value, aside, to: shape.variants.find((variant) => variant.is === is) });
const mail = { way: 'mail', to: 'ana', subject: 'Hi' };

it('knows which is chosen', () => {
  expect(variantOf(shape, mail)?.is).toBe('mail');
  expect([undefined, {}, 'mail', { way: 'letter' }].map((value) => variantOf(shape, value))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

it('keeps what both have, tells what is left out, and has it again when it is chosen again', () => {
  const text = choose(mail, 'text');
  expect(text).toMatchObject({ value: { way: 'text', to: 'ana' }, left: ['Subject line'] });
  const back = choose({ ...text.value, to: 'bo' }, 'mail', text.aside);
  expect(back).toMatchObject({ value: { way: 'mail', to: 'bo', subject: 'Hi' }, left: [] });
});

it('does not take a text for a number of the same name', () => {
  const call = choose(mail, 'call');
  expect(call).toMatchObject({ value: { way: 'call' }, left: ['To', 'Subject line'] });
  expect(choose(call.value, 'mail', call.aside).value).toEqual(mail);
});

it('chooses none, and from none', () => {
  const none = choose(mail, undefined);
  expect(none).toMatchObject({ value: undefined, left: ['To', 'Subject line'] });
  expect(choose(undefined, 'mail', none.aside).value).toEqual(mail);
  expect(choose(undefined, 'text')).toMatchObject({ value: { way: 'text' }, left: [] });
});

it('keeps of what somebody wrote by hand what there is a field for', () => {
  expect(choose({ way: 'letter', to: 'ana', stampSize: 2 }, 'text')).toMatchObject({
    value: { way: 'text', to: 'ana' },
    left: ['Stamp size'],
  });
});
