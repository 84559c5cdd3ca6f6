import type { Effect } from '@throughline/flow/effect';
import type { CaseEvent } from '@throughline/flow/event';
import { describe, expect, it } from 'vitest';
import type { OpenQuestion } from '../stores/case-questions.ts';
import type { JournalRecord } from '../stores/journal-entry.ts';
import { groupQuestions } from './group-questions.ts';
import { unansweredIn } from './unanswered-in.ts';

type Part = { type: CaseEvent['type']; [name: string]: unknown };
const types: { [node: string]: string } = {
  find: 'retrieve-knowledge',
  say: 'answer',
  other: 'http-request',
};

const said = (text: string, choice?: string): Part => ({
  type: 'message.received',
  message: { id: 'm', channel: 'webchat', conversation: 'c', text, sentAt: 1, ...(choice && { choice }) },
});
const done = (node: string, port: string, output: object = {}): Part => ({
  type: 'node.done',
  run: `${node}#1`,
  result: { port, output },
});
const found = (question: string) => done('find', 'found', { question });
const handOff = { handsOff: true };

/** What the journal of a case with these events says. */
function read(...parts: (Part | (Part & typeof handOff))[]) {
  const records = parts.map((part, n) => {
    const effects = 'handsOff' in part ? [{ type: 'handOff' } as Effect] : [];
    const content = { event: part as unknown as CaseEvent, effects, decision: '', salt: '' };
    return { entry: { _id: `case:${n + 1}`, at: n + 1 }, content } as unknown as JournalRecord;
  });
  return unansweredIn(records, (node) => types[node]).map(({ text, outcome, handedOver }) =>
    [text, outcome, ...(handedOver ? ['handed over'] : [])].join(' | '),
  );
}

describe('the questions of a case', () => {
  it('that were answered are not listed', () => {
    expect(read(said('hi'), found('How long?'), done('say', 'answered'))).toEqual([]);
    expect(read(said('hi'), done('other', 'not-sure', { question: 'x' }))).toEqual([]);
  });

  it('are listed when nothing was found or the answer was not sure, with whether a person got them', () => {
    expect(
      read(
        ...[said('a'), done('find', 'nothing', { question: 'Do you ship to Mars?' })],
        ...[said('b'), found('Is it vegan?'), { ...done('say', 'not-sure'), ...handOff }],
        ...[said('c'), found('And this?'), done('say', 'answered')],
      ),
    ).toEqual(['Do you ship to Mars? | not-found', 'Is it vegan? | not-sure | handed over']);
  });

  it('that were offered titles go when the chosen one answers, and stay otherwise', () => {
    const offered = [said('a'), found('Lost voucher'), done('say', 'offered')];
    expect(read(...offered)).toEqual(['Lost voucher | offered']);
    expect(
      read(...offered, said('Gift cards', 'article:gifts'), found('Lost voucher'), done('say', 'answered')),
    ).toEqual([]);
    expect(
      read(...offered, said('Gift cards', 'article:gifts'), found('Lost voucher'), done('say', 'not-sure')),
    ).toEqual(['Lost voucher | not-sure']);
    expect(read(...offered, { ...said('A person', 'person'), ...handOff })).toEqual([
      'Lost voucher | offered | handed over',
    ]);
    expect(
      read(...offered, said('Where is my parcel'), found('Where is my parcel'), done('say', 'answered')),
    ).toEqual(['Lost voucher | offered']);
  });

  it('whose contents were erased are not read', () => {
    const record = { entry: { _id: 'case:1', at: 1 } } as JournalRecord;
    expect(unansweredIn([record], (node) => types[node])).toEqual([]);
  });
});

describe('like questions', () => {
  const asked = (...texts: string[]) => texts.map((text, n) => ({ id: `c:${n}`, text }) as OpenQuestion);
  const texts = (groups: { questions: OpenQuestion[] }[]) =>
    groups.map(({ questions }) => questions.map(({ text }) => text));

  it('are put together by what they mean', () => {
    const vectors = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.8, 0.6)];
    expect(texts(groupQuestions(asked('a', 'b', 'c'), vectors))).toEqual([['a', 'c'], ['b']]);
  });

  it('are put together by their words alone when vectors are out of reach', () => {
    expect(texts(groupQuestions(asked('Is it vegan?', 'is it VEGAN', 'Other'), undefined))).toEqual([
      ['Is it vegan?', 'is it VEGAN'],
      ['Other'],
    ]);
  });
});
