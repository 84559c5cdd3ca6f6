import { flowOf } from '@throughline/flow/testing/catalogue';
import { expect, it } from 'vitest';
import type { Command } from './command.ts';
import { emptyHistory, endSeries, redo, run, undo } from './history.ts';

const retitle = (title: string, series?: string): Command => ({
  title: `Titled ${title}`,
  ...(series && { series }),
  apply: (flow) => (flow.title === title ? flow : { ...flow, title }),
});

const begun = () => ({ flow: flowOf({ a: 'start' }, []), history: emptyHistory });

it('goes back through everything and forward again', () => {
  const before = begun();
  const edited = run(retitle('three'), run(retitle('two'), run(retitle('one'), before)));
  const back = undo(undo(undo(edited)));
  expect(back.flow).toBe(before.flow);
  expect(undo(back)).toEqual(back);
  const again = redo(redo(redo(back)));
  expect(again.flow).toBe(edited.flow);
  expect(redo(again)).toEqual(again);
});

it('takes what was typed in one go back at once, and what was typed later by itself', () => {
  let edited = run(retitle('a', 'title'), begun());
  edited = run(retitle('ab', 'title'), edited);
  edited = { ...edited, history: endSeries(edited.history) };
  edited = run(retitle('abc', 'title'), edited);
  expect(undo(edited).flow.title).toBe('ab');
  expect(undo(undo(edited)).flow.title).toBe('Test flow');
  expect(redo(undo(undo(edited))).flow.title).toBe('ab');
});

it('forgets what was undone once something else is done, and keeps no trace of nothing', () => {
  const edited = run(retitle('one'), begun());
  expect(run(retitle('one'), edited)).toBe(edited);
  const other = run(retitle('other'), undo(edited));
  expect(other.history.future).toEqual([]);
  expect(redo(other)).toEqual(other);
});
