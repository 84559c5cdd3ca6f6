import type { NodeType } from '../api/node-type.ts';

/** What kind of node it is, in sentences. */
export function describeNode({
  kind,
  entry,
  waits,
  answers,
  builtIn,
  local,
  safeInSimulation,
}: NodeType): string[] {
  return [
    kind === 'decide'
      ? 'Decides: it reads the case and chooses the way, and changes nothing outside.'
      : 'Acts: a worker does it, and tries again when that fails.',
    ...(entry ? ['A turn can start here.'] : []),
    ...(waits ? ['The flow waits here: a loop through it cannot spin.'] : []),
    ...(answers ? [gives[answers]] : []),
    ...(local === true ? ['Reads and writes only our own database, so it is fast.'] : []),
    ...(kind === 'run' ? [simulated[safeInSimulation ? 'unasked' : 'asked']] : []),
    builtIn ? 'Comes with Throughline.' : 'Of a package that this installation names.',
  ];
}

const simulated = {
  unasked: 'A simulation runs it by itself: it changes nothing in other systems.',
  asked: 'A simulation asks before it runs it, as it may change something in other systems.',
} as const;

const gives = {
  says: 'Says something to the customer.',
  'hands-over': 'Hands the case over to people.',
  closes: 'Closes the case.',
} as const;

/** What leaving by a port means, in sentences. */
export function describePort({ id, required, says }: NonNullable<NodeType['ports']>[number]): string[] {
  const told = [
    ...(required ? ['It has to lead somewhere before the flow is published.'] : []),
    ...(says ? ['The customer has been told something on the way.'] : []),
    ...(id === 'error'
      ? ['When it could not be done. Without an edge, the case goes to the fallback queue with the reason.']
      : []),
  ];
  return told.length > 0 ? told : ['It may be left without an edge.'];
}
