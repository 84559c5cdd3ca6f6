type Place = { version: number; node: { title: string } | null; cases: number };

export function casesOf(count: number): string {
  return count === 1 ? '1 case' : `${count} cases`;
}

/** How many cases of other versions run, and how many of them can move. */
export function describePreview({
  cases,
  more,
  fitting,
}: {
  cases: number;
  more: boolean;
  fitting: number;
}): string {
  const run = cases === 1 ? 'runs' : 'run';
  const all = `${more ? `More than ${casesOf(cases)} run` : `${casesOf(cases)} ${run}`} on other versions`;
  if (fitting === cases) return `${all}, and ${cases === 1 ? 'it' : 'all'} can move.`;
  if (fitting === 0) return `${all}, and ${cases === 1 ? 'it' : 'none'} can${cases === 1 ? 'not' : ''} move.`;
  return `${all}: ${fitting} can move, ${cases - fitting} cannot.`;
}

/** How many cases of which version stand where. */
export function inPlace({ version, node, cases }: Place): string {
  const where = node ? `at “${node.title}”` : 'between two turns';
  return `${casesOf(cases)} of version ${version} ${where}`;
}

type Move = {
  state: 'running' | 'done' | 'stopped';
  to: { version: number };
  cases: number;
  moved: number;
  kept: number;
  waiting: number;
};

/** How far a move of running cases has come, in a sentence. */
export function describeMove({ state, to, cases, moved, kept, waiting }: Move): string {
  const staying = kept === 1 ? '1 stays' : `${kept} stay`;
  if (state === 'running')
    return `${casesOf(cases)} ${cases === 1 ? 'is' : 'are'} asked to move to version ${to.version}: ${moved} moved, ${staying}, ${waiting} still to answer.`;
  if (cases === 0) return `No case ran another version than ${to.version}.`;
  const done = `${moved} of ${casesOf(cases)} moved to version ${to.version}`;
  if (state === 'stopped') return `${done}, ${staying}. Another version went live before all were asked.`;
  return kept === 0 ? `${done}.` : `${done}, ${staying} on the version ${kept === 1 ? 'it' : 'they'} ran.`;
}
