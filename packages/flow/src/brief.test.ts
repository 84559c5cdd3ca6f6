import { expect, it } from 'vitest';
import { emptyBrief, factNamed, patchBrief } from './brief.ts';

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

it('keeps by whom a named fact was told last, and finds the newest value under a name', () => {
  const order = (value: string, message: string, at: number) => ({
    ...said(`Order: ${value}`, message),
    name: 'order',
    value,
    at,
  });
  const brief = [order('1', 'm1', 1), order('2', 'm2', 2), order('1', 'm3', 3)].reduce(
    (known, fact) => patchBrief(known, { facts: [fact] }),
    emptyBrief,
  );
  expect(brief.facts).toEqual([order('2', 'm2', 2), order('1', 'm3', 3)]);
  expect(factNamed(brief.facts, 'order')?.messages).toEqual(['m3']);
  expect(factNamed(brief.facts, 'name')).toBeUndefined();
});

it('keeps the newest entries', () => {
  const facts = Array.from({ length: 50 }, (_, n) => said(`Fact ${n}`, 'm1'));
  expect(patchBrief(emptyBrief, { facts }).facts.map(({ text }) => text)).toEqual(
    facts.slice(-20).map(({ text }) => text),
  );
});

it('keeps every promise that is not settled, and the newest of the others', () => {
  const promise = (id: string, state: 'open' | 'due' | 'kept') => ({ ...said(id, 'm1'), id, state });
  const kept = Array.from({ length: 30 }, (_, n) => promise(`kept-${n}`, 'kept'));
  const grown = (rules?: number) =>
    kept
      .reduce(
        (brief, one) => patchBrief(brief, { commitments: [one] }, rules),
        patchBrief(emptyBrief, { commitments: [promise('a', 'open'), promise('b', 'due')] }, rules),
      )
      .commitments.map(({ id }) => id);
  expect(grown()).toEqual(['a', 'b', ...kept.slice(-18).map(({ id }) => id)]);
  // Cases that were opened before keep what they decided.
  expect(grown(2)).toEqual(kept.slice(-20).map(({ id }) => id));

  const open = Array.from({ length: 120 }, (_, n) => promise(`open-${n}`, 'open'));
  const full = patchBrief(emptyBrief, { commitments: [...kept, ...open] }).commitments;
  expect(full.map(({ id }) => id)).toEqual(open.slice(0, 100).map(({ id }) => id));
});

it('replaces single statements, and takes the open question away', () => {
  const asked = patchBrief(emptyBrief, { openQuestion: said('Where is it?', 'm1') });
  expect(patchBrief(asked, {}).openQuestion).toEqual(said('Where is it?', 'm1'));
  expect(patchBrief(asked, { openQuestion: said('When?', 'm2') }).openQuestion?.text).toBe('When?');
  expect(patchBrief(asked, { openQuestion: null })).not.toHaveProperty('openQuestion');
});
