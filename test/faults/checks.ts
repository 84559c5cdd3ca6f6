import type { Effect, RunEffect, SendEffect } from '@throughline/flow/effect';
import { groupBy } from '../../packages/engine/src/api/group-by.ts';
import { messageIdOf } from '../../packages/engine/src/channels/chat-message.ts';
import type { EchoCall } from './echo-service.ts';
import type { CaseEvidence, Evidence } from './evidence.ts';

export type CheckName = keyof typeof checks;
export type Violation = { check: CheckName; where: string; text: string };

/** Each says in its own words what is wrong with a conversation; nothing, when nothing is. */
export const checks = {
  'no message is lost': messagesKept,
  'every message has one answer or one hand-over': answeredOnce,
  'every turn ends once': turnsEndOnce,
  'no reply is said twice, none is missing': saidOnce,
  'every answer is the answer to its question': answersFit,
  'outside calls carry one key each': outsideCallsFit,
  'no case is stuck': notStuck,
  'every chain verifies': ({ cases }: Evidence) =>
    cases.flatMap(({ verdict: { chain } }) => (chain.ok ? [] : [`entry ${chain.seq}: ${chain.reason}`])),
  'replay agrees': ({ cases }: Evidence) =>
    cases.flatMap(({ verdict: { replay } }) => (replay.ok ? [] : [`entry ${replay.seq}: ${replay.reason}`])),
} satisfies { [name: string]: (evidence: Evidence, calls: EchoCall[]) => string[] };

export function check(evidence: Evidence[], calls: EchoCall[]): Violation[] {
  return evidence.flatMap((each) =>
    Object.entries(checks).flatMap(([name, find]) =>
      find(each, calls).map((text) => ({ check: name as CheckName, where: whereIs(each), text })),
    ),
  );
}

/** Every acknowledged message is in the journal, and none is there twice. */
function messagesKept({ conversation, said, cases }: Evidence): string[] {
  const received = cases.flatMap(({ journal }) =>
    journal.flatMap(({ event }) => (event.type === 'message.received' ? [event.message.id] : [])),
  );
  const times = countOf(received);
  const problems = said.flatMap(({ id, text, acknowledged }) => {
    const count = times.get(messageIdOf(conversation, id)) ?? 0;
    if (count > 1) return [`"${text}" is in the journal ${count} times`];
    return acknowledged && count === 0 ? [`"${text}" was acknowledged and is in no journal`] : [];
  });
  const known = new Set(said.map(({ id }) => messageIdOf(conversation, id)));
  const strangers = received.filter((id) => !known.has(id)).map((id) => `message ${id} was never said`);
  return [...problems, ...strangers, ...(cases.length > 1 ? [`it became ${cases.length} cases`] : [])];
}

/** Each message was taken by one turn that ended with a reply or a hand-over, or was passed on to people; never both. */
function answeredOnce({ cases }: Evidence): string[] {
  return cases.flatMap((each) => {
    const effects = effectsOf(each);
    const forwarded = effects.flatMap((effect) => (effect.type === 'forward' ? effect.messages : []));
    const turns = turnsOf(effects);
    const taken = countOf([...forwarded, ...turns.flatMap(({ messages }) => messages)]);
    const received = each.journal.flatMap(({ event }) =>
      event.type === 'message.received' ? [event.message] : [],
    );
    const unclear = received.flatMap(({ id, text }) => {
      const times = taken.get(id) ?? 0;
      return times === 1 ? [] : [`"${text}" was taken ${times} times`];
    });
    const unanswered = turns
      .filter(({ messages, outcome }) => messages.length > 0 && outcome !== 'reply' && outcome !== 'handover')
      .map(({ turn, outcome }) => `turn ${turn} took a message and ended with "${outcome ?? 'nothing'}"`);
    const silent = turns
      .filter(({ outcome, sends }) => outcome === 'reply' && sends.length === 0)
      .map(({ turn }) => `turn ${turn} ended with "reply" and said nothing`);
    return [...unclear, ...unanswered, ...silent];
  });
}

function turnsEndOnce({ cases }: Evidence): string[] {
  return cases.flatMap((each) => {
    const effects = effectsOf(each);
    const opened = countOf(
      effects.flatMap((effect) => (effect.type === 'turn.opened' ? [String(effect.turn)] : [])),
    );
    const ended = countOf(
      effects.flatMap((effect) => (effect.type === 'turn.ended' ? [String(effect.turn)] : [])),
    );
    return [...new Set([...opened.keys(), ...ended.keys()])].flatMap((turn) => {
      const [begins, ends] = [opened.get(turn) ?? 0, ended.get(turn) ?? 0];
      return begins === 1 && ends === 1
        ? []
        : [`turn ${turn} was opened ${begins} times and ended ${ends} times`];
    });
  });
}

/** What the journal decided to say, what was handed over, and what the window shows are the same, each once. */
function saidOnce({ conversation, seenToChange, transcript, cases }: Evidence): string[] {
  const decided = cases.flatMap((each) =>
    effectsOf(each).filter((effect): effect is SendEffect => effect.type === 'send'),
  );
  const outbox = cases.flatMap((each) => each.outbox);
  const shown = transcript.filter(({ from }) => from !== 'customer');
  const decisions = countOf(decided.map(({ send, text }) => keyOf(send, text)));
  const handed = countOf(
    outbox.filter(({ state }) => state === 'handed').map(({ _id, text }) => keyOf(_id, text)),
  );
  const heard = countOf(shown.map(({ id, text }) => keyOf(id, text)));
  const all = new Set([...decisions.keys(), ...handed.keys(), ...heard.keys()]);
  const differing = [...all].flatMap((key) => {
    const counts = [decisions.get(key) ?? 0, handed.get(key) ?? 0, heard.get(key) ?? 0];
    return counts.every((count) => count === 1)
      ? []
      : [`${key}: decided, handed over, shown ${counts.join(', ')} times`];
  });
  const own = countOf(transcript.filter(({ from }) => from === 'customer').map(({ id }) => id));
  const doubled = [...own].flatMap(([id, count]) =>
    count > 1 ? [`message ${conversation}:${id} is shown ${count} times`] : [],
  );
  const gaps = transcript.some(({ seq }, index) => seq !== index + 1)
    ? ['the places of the transcript have a gap']
    : [];
  return [...differing, ...doubled, ...gaps, ...seenToChange];
}

/** An echo repeats the messages of its own turn, all and only them. */
function answersFit({ cases }: Evidence): string[] {
  return cases.flatMap((each) => {
    const texts = textsOf(each);
    return turnsOf(effectsOf(each)).flatMap(({ turn, messages, sends }) => {
      const expected = `Echo: ${messages.map((id) => texts.get(id)).join('\n')}`;
      return sends
        .filter(({ node, text }) => node === 'tell' && text !== expected)
        .map(({ text }) => `turn ${turn} was asked "${expected.slice(6)}" and said "${text}"`);
    });
  });
}

/**
 * Every run asked the echo service for what its journal says under one key (its own, with a digest of the request), a key
 * stands for one text, and nothing was asked that no run of the journal asked. A decision that was taken back, because another
 * stood in the journal, may have asked for other messages of the customer before.
 */
function outsideCallsFit({ cases }: Evidence, calls: EchoCall[]): string[] {
  return cases.flatMap((each) => {
    const runs = effectsOf(each).filter(
      (effect): effect is RunEffect => effect.type === 'run' && effect.node === 'echo',
    );
    const done = new Set(
      each.journal.flatMap(({ event }) =>
        event.type === 'node.done' && event.result.port === 'ok' ? [event.run] : [],
      ),
    );
    const said = new Set(textsOf(each).values());
    const isOfTheCustomer = (text: string) => text.split('\n').every((line) => said.has(line));
    const own = groupBy(
      calls.filter(({ key }) => key.startsWith(`${each.caseId}:`)),
      ({ key }) => key.slice(0, key.lastIndexOf(':')),
    );
    const unfit = runs.flatMap(({ run, input }) => {
      const key = `${each.caseId}:${run}`;
      const asked = own.get(key) ?? [];
      own.delete(key);
      if (asked.length === 0) return done.has(run) ? [`run ${run} is done and never asked`] : [];
      const texts = asked.flatMap((call) => call.texts);
      const wanted = input.messages.map(({ text }) => text).join('\n');
      const once = new Set(texts).size === texts.length && asked.every((call) => call.texts.length === 1);
      const fits = once && (!done.has(run) || texts.includes(wanted)) && texts.every(isOfTheCustomer);
      return fits ? [] : [`run ${run} was to ask "${wanted}" once and asked ${JSON.stringify(texts)}`];
    });
    const strangers = [...own.keys()].map(
      (key) => `the service was asked under ${key}, which stands in no journal`,
    );
    return [...unfit, ...strangers];
  });
}

function notStuck({ inbox, cases }: Evidence): string[] {
  const rows = inbox
    .filter(({ state }) => state !== 'acknowledged')
    .map(({ _id }) => `inbox row ${_id} is not acknowledged`);
  return [...rows, ...cases.flatMap(unrestOf)];
}

/** What keeps a case from resting. */
export function unrestOf({ caseId, lastSeq, journal, state, outbox }: CaseEvidence): string[] {
  const waiting = outbox
    .filter((row) => row.state === 'queued' || row.state === 'handing')
    .map((row) => `outbox row ${row._id} is ${row.state}`);
  const behind =
    lastSeq === journal.length ? [] : [`the row of case ${caseId} stands at ${lastSeq} of ${journal.length}`];
  if (!state) return [...waiting, ...behind, 'the journal does not fold'];
  return [
    ...waiting,
    ...behind,
    ...(state.position?.phase === 'running' ? [`${state.position.run} is running`] : []),
    ...(state.open ? [`turn ${state.turn} is open`] : []),
    ...(state.pending.length > 0 ? [`${state.pending.length} messages are pending`] : []),
  ];
}

type Turn = { turn: number; messages: string[]; sends: SendEffect[]; outcome?: string };

function turnsOf(effects: Effect[]): Turn[] {
  const turns: Turn[] = [];
  for (const effect of effects) {
    if (effect.type === 'turn.opened')
      turns.push({ turn: effect.turn, messages: effect.messages, sends: [] });
    const last = turns.at(-1);
    if (last && effect.type === 'send') last.sends.push(effect);
    if (last && effect.type === 'turn.ended') last.outcome = effect.outcome;
  }
  return turns;
}

function effectsOf({ journal }: CaseEvidence): Effect[] {
  return journal.flatMap(({ effects }) => effects);
}

function textsOf({ journal }: CaseEvidence): Map<string, string> {
  return new Map(
    journal.flatMap(({ event }) =>
      event.type === 'message.received' ? [[event.message.id, event.message.text] as const] : [],
    ),
  );
}

function keyOf(send: string, text: string): string {
  return `${send} "${text}"`;
}

function countOf(names: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function whereIs({ conversation, cases }: Evidence): string {
  return `conversation ${conversation}, case ${cases.map(({ caseId }) => caseId).join(', ') || 'none'}`;
}
