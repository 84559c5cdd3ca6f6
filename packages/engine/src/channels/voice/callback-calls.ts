import type { CallbackRow } from '../../stores/callbacks.ts';
import type { CallRow } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import { callLanguage } from './call-language.ts';
import type { CallPhrases } from './call-phrases.ts';
import { phrasesFor } from './call-phrases.ts';
import type { ReadPlace } from './call-place.ts';
import type { createEndCall } from './end-call.ts';
import { followAnswers } from './follow-answers.ts';
import type { SettleCallback } from './settle-callback.ts';
import type { CallReport, CallStep } from './telephony.ts';
import { shortly, whisperOf } from './whisper.ts';

export type CallbackCallsDeps = {
  provider: string;
  stores: Pick<Stores, 'callbacks' | 'calls' | 'cases' | 'conversations' | 'feed' | 'messages' | 'policies'>;
  settle: SettleCallback;
  endCall: ReturnType<typeof createEndCall>;
  conversationOf: (callId: string) => string;
  addressOf: (part: string) => string;
  languages: () => Promise<string[]>;
  recordingAnnouncement?: string;
  now: () => number;
};

export type CallbackCalls = ReturnType<typeof createCallbackCalls>;

const ringS = 30;
const keyS = 10;
const maxAsked = 2;
/** Who picks up says a word first; by then the flow often has something to say. */
const pickUpMs = 1_500;

const hangUp: CallStep[] = [{ do: 'hang-up' }];

/** Calls that we placed because a customer asked for them: what is said when somebody takes one, and what came of it. */
export function createCallbackCalls(deps: CallbackCallsDeps) {
  const { stores, settle, endCall, conversationOf, addressOf, now } = deps;
  const { callbacks, calls, cases, conversations, policies } = stores;

  async function answered(report: CallReport, { callback }: ReadPlace): Promise<CallStep[]> {
    const row = callback === undefined ? null : await callbacks.answered(callback, report.callId, now());
    // Another call of the same request, or one that came too late.
    if (!row || report.ended) return hangUp;
    if (report.machine) {
      await settle.tryLater(row, 'machine', now());
      return hangUp;
    }
    return row.by === 'agent' ? askAgent(row) : greet(row, report);
  }

  /** The number was given in a conversation, and anybody may answer it: the issue is only for a number that is proven. */
  async function greet(row: CallbackRow, report: CallReport): Promise<CallStep[]> {
    const call = await begin(row, report);
    const ear = await followAnswers(stores, call._id);
    try {
      await settle.answered(row, call._id);
      await ear.wait(0, pickUpMs);
    } finally {
      await ear.stop();
    }
    const phrases = phrasesFor(call.language);
    const { recordingAnnouncement: announcement } = deps;
    const issue = row.known ? (await cases.get(row.caseId))?.brief?.issue?.text : undefined;
    const words = [
      (row.agent ? phrases.calling : phrases.callback)(await shopName()),
      ...(issue === undefined ? [] : [`${phrases.issue} ${shortly(issue)}`]),
    ];
    const say = (text: string): CallStep => ({ do: 'say', text, locale: call.locale });
    return [
      ...(announcement === undefined ? [] : ([say(announcement), { do: 'record' }] as CallStep[])),
      say(words.join(' ')),
      { do: 'go-to', next: addressOf('wait?turn=1&after=0') },
    ];
  }

  /** The call is the case's before a word is said in it. */
  async function begin(row: CallbackRow, { callId, ours, caller }: CallReport): Promise<CallRow> {
    const id = conversationOf(callId);
    const number = caller?.number ?? '';
    const known = row.language;
    const spoken = callLanguage(await deps.languages(), { known, number });
    await conversations.open({
      ...{ id, channel: 'voice', customerId: row.customerId, ours, theirs: number },
      language: spoken.language,
    });
    return calls.begin({
      _id: id,
      provider: deps.provider,
      callId,
      caller: { level: 'claimed', evidence: 'called-back' },
      caseId: row.caseId,
      callback: row._id,
      ...spoken,
      startedAt: now(),
    });
  }

  async function askAgent(row: CallbackRow, asked = 0): Promise<CallStep[]> {
    const { phrases, locale } = await agentSpeech();
    const brief = (await cases.get(row.caseId))?.brief;
    const next = `${ownAddress('callback/key', row)}&missed=${asked}`;
    return [{ do: 'listen', say: [whisperOf(brief, phrases)], locale, seconds: keyS, oneDigit: true, next }];
  }

  /** A person has heard what it is about, and wants the customer. */
  async function key(report: CallReport, { callback, missed }: ReadPlace): Promise<CallStep[]> {
    const row = await own(callback, report);
    if (row?.state !== 'talking' || report.ended) return hangUp;
    // Who picks up says hello; a voice mail says it again and again.
    if (report.speech && report.digits === undefined && missed < maxAsked) return askAgent(row, missed + 1);
    const number = (await conversations.get(row._id))?.theirs;
    if (report.digits === undefined || number === undefined) {
      await settle.tryLater(row, 'no-agent', now());
      return hangUp;
    }
    await callbacks.join(row._id, now());
    const { phrases, locale } = await agentSpeech();
    const next = ownAddress('callback/left', row);
    return [
      { do: 'say', text: phrases.callingCustomer, locale },
      { do: 'connect', number, from: report.ours, seconds: ringS, keySeconds: keyS, next },
    ];
  }

  async function left(report: CallReport, { callback }: ReadPlace): Promise<CallStep[]> {
    const row = await own(callback, report);
    if (row?.state !== 'talking') return hangUp;
    const { answered: taken = false, seconds } = report.connected ?? {};
    if (taken) {
      await talked(row, `and talked with them${seconds === undefined ? '' : ` for ${seconds} s`}`);
      return hangUp;
    }
    await settle.tryLater(row, 'no-answer', now());
    const { phrases, locale } = await agentSpeech();
    return [{ do: 'say', text: phrases.customerAway, locale }, ...hangUp];
  }

  async function talked(row: CallbackRow, what: string): Promise<void> {
    const text = `A colleague called the customer back, ${what}.`;
    await endCall.note(row.caseId, `callback-talked:${row._id}`, text);
    await settle.talked(row);
  }

  async function ended(report: CallReport, { callback }: ReadPlace): Promise<CallStep[]> {
    const row = await own(callback, report);
    if (!row || !report.ended) return [];
    if (row.state === 'placing' || row.state === 'ringing')
      await settle.tryLater(row, report.unanswered ?? 'no-answer', now());
    if (row.state !== 'talking') return [];
    if (row.by === 'bot') {
      const conversation = conversationOf(report.callId);
      await settle.answered(row, conversation);
      await endCall.end(conversation, now());
      await callbacks.end(row._id, 'done', { at: now() });
    } else if (row.joined) {
      // The agent hung up first. Whether the customer had answered, nobody may know: they are not called again.
      await talked(row, 'and hung up');
    } else {
      await settle.tryLater(row, 'no-agent', now());
    }
    return [];
  }

  /** The request that the address names, unless the report is of an earlier call for it. */
  async function own(callback: string | undefined, report: CallReport): Promise<CallbackRow | null> {
    const row = callback === undefined ? null : await callbacks.get(callback);
    const { callId } = row ?? {};
    const isOther = callId !== undefined && callId !== report.callId && callId !== report.requestId;
    return isOther ? null : row;
  }

  function ownAddress(part: string, { _id }: CallbackRow): string {
    return addressOf(`${part}?${new URLSearchParams({ callback: _id }).toString()}`);
  }

  async function agentSpeech(): Promise<{ phrases: CallPhrases; locale: string }> {
    const { language, locale } = callLanguage(await deps.languages(), {});
    return { phrases: phrasesFor(language), locale };
  }

  async function shopName(): Promise<string | undefined> {
    const name = (await policies.snapshot()).values['shop_name'];
    return typeof name === 'string' && name !== '' ? name : undefined;
  }

  return { answered, key, left, ended };
}
