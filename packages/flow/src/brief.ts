/** What the receiving side of a hand-over gets. Every statement points at the messages that say so. */
export type Brief = {
  issue?: Statement;
  steps: Statement[];
  facts: Statement[];
  commitments: Commitment[];
  mood?: Statement;
  openQuestion?: Statement;
};

export type Statement = { text: string; messages: string[] };

/**
 * What the customer was promised. `due`: its time has come, and nobody has said yet whether it was kept. Ids are unique in a
 * case; the same promise found twice has the same.
 */
export type Commitment = Statement & {
  id: string;
  dueAt?: number;
  state: 'open' | 'due' | 'kept' | 'broken';
};

/** What a node adds to the brief: single statements replace, lists grow, and `null` takes the open question away. */
export type BriefPatch = {
  issue?: Statement;
  steps?: Statement[];
  facts?: Statement[];
  commitments?: Commitment[];
  mood?: Statement;
  openQuestion?: Statement | null;
};

export const emptyBrief: Brief = { steps: [], facts: [], commitments: [] };

/** The newest entries are kept: a case's thousandth turn costs what its first did. */
const maxEntries = 20;

export function patchBrief(brief: Brief, patch: BriefPatch): Brief {
  const { openQuestion, steps, facts, commitments, ...single } = patch;
  const next: Brief = {
    ...brief,
    ...single,
    steps: append(brief.steps, steps),
    facts: append(brief.facts, facts?.filter(isNewIn(brief.facts))),
    commitments: append(brief.commitments, commitments?.filter(isNewPromise(brief.commitments))),
  };
  if (openQuestion === null) delete next.openQuestion;
  else if (openQuestion) next.openQuestion = openQuestion;
  return next;
}

/** A fact is told once, by the messages that told it first. */
function isNewIn(facts: Statement[]) {
  return ({ text }: Statement) => facts.every((fact) => fact.text !== text);
}

function isNewPromise(commitments: Commitment[]) {
  return ({ id }: Commitment) => commitments.every((known) => known.id !== id);
}

function append<Entry>(list: Entry[], more: Entry[] = []): Entry[] {
  return more.length === 0 ? list : [...list, ...more].slice(-maxEntries);
}
