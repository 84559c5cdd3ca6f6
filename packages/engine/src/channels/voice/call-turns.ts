import type { Choice } from '@throughline/flow/message';
import type { CaseGateway } from '../../cases/gateway.ts';
import type { CallRow } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import type { createBeginCall } from './begin-call.ts';
import { callerSays } from './call-caller.ts';
import type { createCallPerson } from './call-person.ts';
import type { CallPhrases } from './call-phrases.ts';
import { phrasesFor } from './call-phrases.ts';
import type { CallPlace, ReadPlace } from './call-place.ts';
import { placeQuery } from './call-place.ts';
import type { CallSettings } from './call-settings.ts';
import type { createEndCall } from './end-call.ts';
import type { Answers } from './follow-answers.ts';
import { followAnswers } from './follow-answers.ts';
import type { createSendLink } from './send-link.ts';
import { chosenBy, saysYes, speakingMs, spokenMessage } from './spoken-message.ts';
import type { CallReport, CallStep } from './telephony.ts';

export type CallTurnsDeps = {
  stores: Pick<Stores, 'calls' | 'messages' | 'cases' | 'feed'>;
  gateway: Pick<CaseGateway, 'receive'>;
  beginCall: ReturnType<typeof createBeginCall>;
  person: ReturnType<typeof createCallPerson>;
  endCall: ReturnType<typeof createEndCall>;
  sendLink: ReturnType<typeof createSendLink>;
  conversationOf: (callId: string) => string;
  settings: CallSettings;
  /** The whole address of a part of the call, e.g. `turn?turn=1`. */
  addressOf: (part: string) => string;
  onMessage: (outcome: 'received' | 'duplicate') => void;
  now: () => number;
};

export type CallTurns = ReturnType<typeof createCallTurns>;

/** Asked again so often; then a person, or goodbye. */
const maxMissed = 2;
const lowConfidence = 0.4;
/** So many rounds of waiting go by from one word of comfort to the next. */
const roundsPerPhrase = 3;

type Here = { call: CallRow; report: CallReport; place: CallPlace; phrases: CallPhrases; at: number };

/** What happens in a call, turn by turn: each function takes what the provider reports, and says what the call does next. */
export function createCallTurns(deps: CallTurnsDeps) {
  const { stores, gateway, beginCall, person, endCall, sendLink, settings, addressOf, now } = deps;
  const { calls, messages } = stores;
  const { patience, agentNumber } = settings;

  async function arrive(report: CallReport): Promise<CallStep[]> {
    const call = await beginCall.begin(report);
    const greeting = await beginCall.greeting(report, call);
    const { locale } = call;
    const { recordingAnnouncement: announcement, socket } = settings;
    const steps: CallStep[] =
      announcement === undefined ? [] : [sayIn(locale)(announcement), { do: 'record' }];
    if (socket === undefined) return [...steps, listen(call, fresh({ turn: 1, after: 0 }), [greeting])];
    return [...steps, { do: 'stream', socket, greeting, locale, next: addressOf('wait') }];
  }

  async function here(report: CallReport, read: ReadPlace): Promise<Here> {
    const at = now();
    const call = (await calls.get(deps.conversationOf(report.callId))) ?? (await beginCall.begin(report));
    await calls.heard(call._id, { at });
    const after = read.after ?? call.given?.seq ?? 0;
    await endCall.confirm(call._id, after, at);
    // Never below the number of turns: no message of the caller gets the name of another.
    const turn = read.turn ?? ((await messages.lastOf(call._id))?.seq ?? 0) + 1;
    return {
      call,
      report,
      place: { ...read, turn, after } as CallPlace,
      phrases: phrasesFor(call.language),
      at,
    };
  }

  /** The caller spoke, pressed keys, or did neither. */
  async function heard(report: CallReport, read: ReadPlace): Promise<CallStep[]> {
    const state = await here(report, read);
    const { call, place, phrases } = state;
    const { digits } = report;
    const speech = report.speech?.text.trim() || undefined;
    const offered = await offeredBefore(call, place.after);
    const choice = chosenBy({ digits, speech }, offered, phrases);
    if (!choice && wantsLink(state, speech)) return giveLink(state);
    if (speech === undefined && digits === undefined) return nothingSaid(state);
    // Without a person to turn to, what was perhaps understood is better than goodbye.
    const lastTry = place.missed >= maxMissed && agentNumber === undefined && speech !== undefined;
    if (!choice && !lastTry && isUnclear(report, offered)) return askAgain(state, phrases.notUnderstood);
    return take(state, {
      text: choice?.label ?? speech ?? digits ?? '',
      ...(choice && { choice: choice.id }),
    });
  }

  async function take(state: Here, said: { text: string; choice?: string }): Promise<CallStep[]> {
    const { call, report, place, at } = state;
    return withEar(call, async (ear) => {
      const { duplicate } = await gateway.receive(
        callerSays(report, call, { turn: place.turn, at, ...said }),
      );
      deps.onMessage(duplicate ? 'duplicate' : 'received');
      const answers = await ear.wait(place.after, patience.firstMs);
      const next = { ...fresh({ ...place, turn: place.turn + 1 }), since: at };
      return respond({ ...state, place: next }, answers);
    });
  }

  /** The caller waits: for an answer, for a person, or for what follows a part that was said. */
  async function wait(report: CallReport, read: ReadPlace): Promise<CallStep[]> {
    const state = await here(report, read);
    const { call, place } = state;
    if (report.ended) return [];
    if (report.handoff === 'bye') return leave(call, []);
    if (report.handoff === 'give-up') return giveUp(state);
    return withEar(call, async (ear) => {
      const { kase } = await ear.look(place.after);
      const owed = isWithPeople(kase?.owner) || (await messages.lastOf(call._id))?.from === 'customer';
      const answers = await ear.wait(place.after, owed || place.since !== undefined ? patience.roundMs : 0);
      return respond(state, answers, owed);
    });
  }

  /** Says what there is to say, and goes on as the case does: listens, waits, calls a person, or says goodbye. */
  async function respond(state: Here, answers: Answers, owed = true): Promise<CallStep[]> {
    const { call, phrases, at, report } = state;
    const said = answers.rows.flatMap((row) => spokenMessage(row, phrases));
    const place = { ...state.place, after: Math.max(answers.upTo, state.place.after) };
    const owner = answers.kase?.owner;
    if (said.length > 0) await calls.give(call._id, { seq: place.after, at: now(), ms: speakingMs(said) });
    if (answers.closed) return leave(call, [...said, phrases.goodbye]);
    if (owner === 'queue' && agentNumber !== undefined) return connect({ ...state, place }, said);
    if (said.length === 0 && owed) return keepWaiting({ ...state, place }, owner);
    if (answers.more) {
      const next = addressOf(`wait?${placeQuery({ ...fresh(place), since: at })}`);
      return [...said.map(sayIn(call.locale)), { do: 'go-to', next }];
    }
    const last = answers.rows.at(-1);
    if (!last || !(await sendLink.canSend(last, report.caller)))
      return [listen(call, fresh(place), said, last?.choices)];
    const byKey = (last.choices ?? []).length > 0 || /[?？]\s*$/.test(last.text);
    const linked = { ...fresh(place), link: last.seq, ...(byKey && { byKey }) };
    return [
      listen(call, linked, [...said, byKey ? phrases.offerLinkByKey : phrases.offerLink], last.choices),
    ];
  }

  function keepWaiting(state: Here, owner: string | undefined): Promise<CallStep[]> {
    const { call, phrases, at, place } = state;
    const { round, since = at } = place;
    const forPerson = isWithPeople(owner);
    if (at - since > (forPerson ? patience.personMs : patience.botMs)) {
      if (agentNumber !== undefined) return connect(state, []);
      return leave(call, [forPerson ? phrases.nobodyFree : phrases.tooLong]);
    }
    const comfort = forPerson ? phrases.holding : round === 0 ? phrases.moment : phrases.stillLooking;
    const words = round % roundsPerPhrase === 0 ? [sayIn(call.locale)(comfort)] : [];
    const next = addressOf(`wait?${placeQuery({ ...place, since, round: round + 1 })}`);
    return Promise.resolve([...words, { do: 'go-to', next }]);
  }

  /** Something may have come meanwhile; else the caller is asked again, unless it is us who are waited for. */
  async function nothingSaid(state: Here): Promise<CallStep[]> {
    const { call, place, at, phrases } = state;
    return withEar(call, async (ear) => {
      const answers = await ear.look(place.after);
      if (answers.rows.length === 0 && !answers.closed && !isWithPeople(answers.kase?.owner))
        return askAgain(state, phrases.silent);
      return respond({ ...state, place: { ...place, missed: 0, since: place.since ?? at } }, answers);
    });
  }

  async function askAgain(state: Here, phrase: string): Promise<CallStep[]> {
    const { call, place, phrases } = state;
    if (place.missed >= maxMissed) return giveUp(state);
    const choices = await offeredBefore(call, place.after);
    const again = choices.length > 0 ? spokenMessage({ text: '', choices }, phrases) : [];
    return [listen(call, { ...place, missed: place.missed + 1 }, [phrase, ...again], choices)];
  }

  /** Nothing helped: a person, if there is one to call. */
  function giveUp(state: Here): Promise<CallStep[]> {
    if (agentNumber !== undefined) return connect(state, []);
    return leave(state.call, [state.phrases.goodbyeUnheard]);
  }

  async function connect({ call, report, phrases, place }: Here, said: string[]): Promise<CallStep[]> {
    await person.hold(call, now());
    const next = addressOf(`person?${placeQuery(fresh(place))}`);
    return [
      ...[...said, phrases.connecting].map(sayIn(call.locale)),
      person.connect(call, agentNumber ?? '', report, next),
    ];
  }

  async function personLeft(report: CallReport, read: ReadPlace): Promise<CallStep[]> {
    const { call, place } = await here(report, read);
    const farewell = await person.left(call, report, place.turn);
    return report.ended ? [] : leave(call, [farewell]);
  }

  async function giveLink({ call, place, report, phrases }: Here): Promise<CallStep[]> {
    const { link = 0 } = place;
    const sent = report.caller !== undefined && (await sendLink.send(call, link, report.caller));
    const next = fresh({ ...place, turn: place.turn + 1 });
    return [listen(call, next, [sent ? phrases.linkComes : phrases.notUnderstood])];
  }

  function listen(call: CallRow, place: CallPlace, say: string[], choices: Choice[] = []): CallStep {
    const fewChoices = choices.length > 0 && choices.length < 10;
    return {
      do: 'listen',
      say,
      locale: call.locale,
      seconds: patience.silenceS,
      // Where a number may be typed, keys are taken until the caller pauses.
      oneDigit: fewChoices || (place.link !== undefined && !place.byKey),
      next: addressOf(`turn?${placeQuery(place)}`),
    };
  }

  async function leave(call: CallRow, words: string[]): Promise<CallStep[]> {
    await calls.leave(call._id, now());
    return [...words.map(sayIn(call.locale)), { do: 'hang-up' }];
  }

  async function withEar<Result>(
    { _id }: CallRow,
    work: (ear: Awaited<ReturnType<typeof followAnswers>>) => Promise<Result>,
  ): Promise<Result> {
    const ear = await followAnswers(stores, _id);
    try {
      return await work(ear);
    } finally {
      await ear.stop();
    }
  }

  async function offeredBefore(call: CallRow, seq: number): Promise<Choice[]> {
    return offeredUpTo(messages, call._id, seq);
  }

  return {
    arrive,
    heard,
    wait,
    personLeft,
    async whisper(report: CallReport, { of }: ReadPlace): Promise<CallStep[]> {
      return person.whisper(await calls.get(of ?? deps.conversationOf(report.callId)), report);
    },
    async ended(report: CallReport): Promise<CallStep[]> {
      if (report.ended) await endCall.end(deps.conversationOf(report.callId), now());
      return [];
    },
  };
}

/** What the last message said up to a place lets the caller choose from. */
export async function offeredUpTo(
  messages: Stores['messages'],
  conversation: string,
  seq: number,
): Promise<Choice[]> {
  const rows = await messages.byConversation(conversation, { afterSeq: Math.max(0, seq - 20), limit: 20 });
  return (
    rows.findLast((row) => row.seq <= seq && (row.from === 'bot' || row.from === 'agent'))?.choices ?? []
  );
}

function isWithPeople(owner: string | undefined): boolean {
  return owner === 'queue' || owner === 'agent';
}

/** Yes to a link is not yes to a question: there, only the key means the link. */
function wantsLink({ report, place, phrases }: Here, speech: string | undefined): boolean {
  if (place.link === undefined) return false;
  return report.digits === '*' || (!place.byKey && speech !== undefined && saysYes(speech, phrases));
}

function isUnclear({ digits, speech }: CallReport, offered: Choice[]): boolean {
  if (digits !== undefined) return offered.length > 0 || !/\d/.test(digits);
  return speech?.confidence !== undefined && speech.confidence < lowConfidence;
}

/** As a caller who is not waiting, and was understood. */
function fresh({ turn, after }: Pick<CallPlace, 'turn' | 'after'>): CallPlace {
  return { turn, after, missed: 0, round: 0 };
}

function sayIn(locale: string) {
  return (text: string): CallStep => ({ do: 'say', text, locale });
}
