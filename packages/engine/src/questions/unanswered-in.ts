import type { JsonObject } from '@throughline/flow/json';
import { articleOfChoice } from '@throughline/nodes/article-choice';
import type { JournalRecord } from '../stores/journal-entry.ts';

/**
 * A question of a customer that no article answered: nothing was `found`, the answer was `not-sure`, or titles were
 * `offered` and none of them led to an answer.
 */
export type UnansweredQuestion = {
  /** `caseId:seq` of the journal entry that says so. */
  id: string;
  text: string;
  at: number;
  outcome: 'not-found' | 'not-sure' | 'offered';
  /** A person got the case for it, before the customer said anything else. */
  handedOver: boolean;
};

const longest = 1_000;

/** What a case's journal says about its questions; `typeOf` names the type of a node. */
export function unansweredIn(
  records: readonly JournalRecord[],
  typeOf: (node: string) => string | undefined,
): UnansweredQuestion[] {
  const found: UnansweredQuestion[] = [];
  let question = '';
  /** Titles were offered for it, and the customer has not chosen one yet. */
  let offered: UnansweredQuestion | undefined;
  let latest: UnansweredQuestion | undefined;
  let chose = false;

  for (const { entry, content } of records) {
    if (!content) continue;
    const { event, effects } = content;
    if (event.type === 'message.received') {
      chose = articleOfChoice(event.message.choice) !== undefined;
      const leadsToPerson = event.message.choice === 'person';
      latest = leadsToPerson ? offered : undefined;
    }
    if (event.type === 'node.done') {
      const { port, output = {} } = event.result;
      const type = typeOf(event.run.split('#')[0] ?? '');
      if (type === 'retrieve-knowledge') question = textOf(output);
      const outcome = outcomeOf(type, port);
      if (type === 'answer' && port === 'answered' && chose && offered) {
        // They chose a title, and it answered them.
        const answered = offered;
        found.splice(found.indexOf(answered), 1);
        offered = undefined;
      } else if (outcome && question !== '') {
        const one = {
          id: entry._id,
          text: question.slice(0, longest),
          at: entry.at,
          outcome,
          handedOver: false,
        };
        // A title that was chosen and says nothing is still the question of before.
        const same = chose && offered?.text === one.text ? found.indexOf(offered) : -1;
        if (same >= 0) found[same] = one;
        else found.push(one);
        latest = one;
        offered = outcome === 'offered' ? one : undefined;
      }
    }
    if (latest && effects.some(({ type }) => type === 'handOff')) latest.handedOver = true;
  }
  return found;
}

function outcomeOf(type: string | undefined, port: string): UnansweredQuestion['outcome'] | undefined {
  if (type === 'retrieve-knowledge') return port === 'nothing' ? 'not-found' : undefined;
  if (type !== 'answer') return undefined;
  return port === 'not-sure' || port === 'offered' ? port : undefined;
}

function textOf({ question }: JsonObject): string {
  return typeof question === 'string' ? question.trim() : '';
}
