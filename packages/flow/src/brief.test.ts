import { expect, it } from 'vitest';
import { emptyBrief, patchBrief } from './brief.ts';

const said = (text: string, message: string) => ({ text, messages: [message] });

it('grows by lists, and tells a fact once', () => {
  const first = patchBrief(emptyBrief, {
    facts: [said('Order: 1', 'm1')],
    steps: [said('Looked it up.', 'm1')],
  });
  const again = patchBrief(first, {
    facts: [said('Order: 1', 'm2'), said('Order: 2', 'm2')],
    steps: [said('Looked it up.', 'm2')],
  });
  expect(again.facts).toEqual([said('Order: 1', 'm1'), said('Order: 2', 'm2')]);
  expect(again.steps).toHaveLength(2);
});

it('keeps the newest entries', () => {
  const facts = Array.from({ length: 50 }, (_, n) => said(`Fact ${n}`, 'm1'));
  expect(patchBrief(emptyBrief, { facts }).facts.map(({ text }) => text)).toEqual(
    facts.slice(-20).map(({ text }) => text),
  );
});

it('replaces single statements, and takes the open question away', () => {
  const asked = patchBrief(emptyBrief, { openQuestion: said('Where is it?', 'm1') });
  expect(patchBrief(asked, {}).openQuestion).toEqual(said('Where is it?', 'm1'));
  expect(patchBrief(asked, { openQuestion: said('When?', 'm2') }).openQuestion?.text).toBe('When?');
  expect(patchBrief(asked, { openQuestion: null })).not.toHaveProperty('openQuestion');
});
