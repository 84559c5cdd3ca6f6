import type { Flow } from '@throughline/flow/schema';
import type { Command } from './command.ts';

/** What was done, each with the flow as it was before; flows share what did not change, so that a long history stays small. */
export type History = { past: Done[]; future: Done[] };

type Done = { title: string; flow: Flow; series?: string };

export const emptyHistory: History = { past: [], future: [] };

type Edited = { flow: Flow; history: History };

/** Runs a command; one that changes nothing leaves no trace. */
export function run(command: Command, edited: Edited): Edited {
  const { flow, history } = edited;
  const next = command.apply(flow);
  if (next === flow) return edited;
  const { title, series } = command;
  const last = history.past.at(-1);
  const goesOn = series !== undefined && last?.series === series && history.future.length === 0;
  if (goesOn) return { flow: next, history };
  const done: Done = { title, flow, ...(series !== undefined && { series }) };
  return { flow: next, history: { past: [...history.past, done], future: [] } };
}

export function undo({ flow, history }: Edited): Edited {
  const last = history.past.at(-1);
  if (!last) return { flow, history };
  const { flow: before, title } = last;
  const { past, future } = history;
  return { flow: before, history: { past: past.slice(0, -1), future: [...future, { title, flow }] } };
}

export function redo({ flow, history }: Edited): Edited {
  const next = history.future.at(-1);
  if (!next) return { flow, history };
  const { flow: after, title } = next;
  const { past, future } = history;
  return { flow: after, history: { past: [...past, { title, flow }], future: future.slice(0, -1) } };
}

/** What follows is a step of its own, even if it goes on with what was typed last. */
export function endSeries(history: History): History {
  const last = history.past.at(-1);
  if (last?.series === undefined) return history;
  const { series: _, ...done } = last;
  return { ...history, past: [...history.past.slice(0, -1), done] };
}
