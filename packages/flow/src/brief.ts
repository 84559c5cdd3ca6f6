import { interpreter, openPromisesStay } from './interpreter.ts';

/** What the receiving side of a hand-over gets. Every statement points at the messages that say so. */
export type Brief = {
  issue?: Statement;
  steps: Statement[];
  facts: Fact[];
  commitments: Commitment[];
  mood?: Statement;
  openQuestion?: Statement;
};

export type Statement = { text: string; messages: string[] };

/** Length of the text kept of what messages say. */
const maxStatementLength = 500;

/** What messages say, as a statement. */
export function statementOf(messages: readonly { id: string; text: string }[]): Statement {
  const text = messages.map((message) => message.text).join(' ');
  return { text: text.slice(0, maxStatementLength), messages: messages.map(({ id }) => id) };
}

/**
 * What the customer gave. With a `name` and a `value` it can be looked up again: names are a flow's own (`orderNumber`), values
 * have at most `maxFactValue` characters, `at` is when it was said. Facts of cases that were opened before there were names
 * have none, and are only read by people.
 */
export type Fact = Statement & { name?: string; value?: string | number; at?: number };

export const maxFactValue = 200;

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
  facts?: Fact[];
  commitments?: Commitment[];
  mood?: Statement;
  openQuestion?: Statement | null;
};

export const emptyBrief: Brief = { steps: [], facts: [], commitments: [] };

/** The newest entries are kept: a case's thousandth turn costs what its first did. */
const maxEntries = 20;

/** Of promises that nobody has settled: no more are taken, and none of them is dropped. */
export const maxOpenPromises = 100;

/** `rules`: the case's, see `interpreter`. */
export function patchBrief(brief: Brief, patch: BriefPatch, rules = interpreter): Brief {
  const { openQuestion, steps, facts, commitments, ...single } = patch;
  const next: Brief = {
    ...brief,
    ...single,
    steps: append(brief.steps, steps),
    facts: append(withoutRepeated(brief.facts, facts), facts?.filter(isNewIn(brief.facts))),
    commitments: (rules >= openPromisesStay ? appendPromises : append)(
      brief.commitments,
      commitments?.filter(isNewPromise(brief.commitments)),
    ),
  };
  if (openQuestion === null) delete next.openQuestion;
  else if (openQuestion) next.openQuestion = openQuestion;
  return next;
}

/** The value that was given last under a name. */
export function factNamed(facts: readonly Fact[], name: string): Fact | undefined {
  return facts.findLast((fact) => fact.name === name);
}

/** A fact is told once, by the messages that told it first; one with a name by those that told it last. */
function isNewIn(facts: Fact[]) {
  return ({ name, text }: Fact) => name !== undefined || facts.every((fact) => fact.text !== text);
}

function withoutRepeated(facts: Fact[], more: Fact[] = []): Fact[] {
  const named = more.filter(({ name }) => name !== undefined);
  return facts.filter((fact) => named.every(({ text }) => text !== fact.text));
}

function isNewPromise(commitments: Commitment[]) {
  return ({ id }: Commitment) => commitments.every((known) => known.id !== id);
}

function append<Entry>(list: Entry[], more: Entry[] = []): Entry[] {
  return more.length === 0 ? list : [...list, ...more].slice(-maxEntries);
}

/** Settled ones make room, oldest first: what is open still has to come due. */
function appendPromises(list: Commitment[], more: Commitment[] = []): Commitment[] {
  let room = maxOpenPromises - list.filter(isUnsettled).length;
  const taken = more.filter((one) => !isUnsettled(one) || room-- > 0);
  if (taken.length === 0) return list;
  const all = [...list, ...taken];
  const kept = maxEntries - all.filter(isUnsettled).length;
  const settled = kept > 0 ? all.filter((one) => !isUnsettled(one)).slice(-kept) : [];
  return all.filter((one) => isUnsettled(one) || settled.includes(one));
}

export function isUnsettled({ state }: Commitment): boolean {
  return state === 'open' || state === 'due';
}
