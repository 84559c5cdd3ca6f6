import { expect, it } from 'vitest';
import { createWhenNear } from './when-near.ts';

it('calls back once, for what is near, and watches it no longer', () => {
  const watched = new Set<Element>();
  let tell: (...entries: [target: Element, isIntersecting: boolean][]) => void = () => {};
  const whenNear = createWhenNear((told) => {
    tell = (...entries) => told(entries.map(([target, isIntersecting]) => ({ target, isIntersecting })));
    return {
      observe: (element) => void watched.add(element),
      unobserve: (element) => void watched.delete(element),
    };
  });
  const [near, far] = [{}, {}] as [Element, Element];
  const loaded: string[] = [];
  whenNear(near, () => loaded.push('near'));
  whenNear(far, () => loaded.push('far'));
  expect(loaded).toEqual([]);
  tell([near, true], [far, false]);
  tell([near, true]);
  expect([loaded, [...watched]]).toEqual([['near'], [far]]);
  tell([far, true]);
  expect([loaded, watched.size]).toEqual([['near', 'far'], 0]);
});
