import type { CallRow } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import type { createEndCall } from './end-call.ts';
import { phrasesFor } from './call-phrases.ts';
import type { CallReport, CallStep } from './telephony.ts';
import { whisperOf } from './whisper.ts';

export type CallPersonDeps = {
  stores: Pick<Stores, 'calls' | 'messages' | 'cases'>;
  endCall: ReturnType<typeof createEndCall>;
  addressOf: (part: string) => string;
  /** The only key that takes a call, if only one does. */
  takesWith: string | undefined;
};

/** How long a person's telephone rings, and how long they have to press a key, in seconds. */
const ringS = 25;
const keyS = 10;

/** Puts a caller through to a person, who first hears what it is about. */
export function createCallPerson({ stores, endCall, addressOf, takesWith }: CallPersonDeps) {
  const { calls, messages, cases } = stores;

  async function caseOf(call: CallRow): Promise<string | undefined> {
    return (await messages.lastOf(call._id))?.caseId ?? call.caseId;
  }

  /** The leg of the person has a name of its own, so the address says whose call it is. */
  function whisperAddress({ _id }: CallRow): string {
    return addressOf(`whisper?${new URLSearchParams({ of: _id }).toString()}`);
  }

  return {
    connect: (call: CallRow, number: string, { ours }: CallReport, next: string): CallStep => ({
      do: 'connect',
      number,
      from: ours,
      seconds: ringS,
      keySeconds: keyS,
      whisper: whisperAddress(call),
      next,
    }),
    /** In the ear of the person; a key takes the call, so that no voice mail does. */
    async whisper(call: CallRow | null, { digits }: CallReport): Promise<CallStep[]> {
      if (!call) return [{ do: 'hang-up' }];
      if (digits !== undefined) return [];
      const caseId = await caseOf(call);
      const brief = caseId === undefined ? undefined : (await cases.get(caseId))?.brief;
      const say = whisperOf(brief, phrasesFor(call.language), takesWith);
      return [{ do: 'ask-key', say, locale: call.locale, seconds: keyS, next: whisperAddress(call) }];
    },
    /** Notes what came of it, and says what the caller is told then. */
    async left(call: CallRow, { connected }: CallReport, turn: number): Promise<string> {
      const { answered = false, seconds } = connected ?? {};
      const phrases = phrasesFor(call.language);
      const caseId = await caseOf(call);
      if (caseId === undefined) return answered ? phrases.goodbye : phrases.goodbyeUnheard;
      const text = answered
        ? `The caller talked with a colleague${seconds === undefined ? '' : ` for ${seconds} s`}.`
        : 'Nobody took the call when the caller was to be put through.';
      await endCall.note(caseId, `call-person:${call._id}:${turn}`, text);
      return answered ? phrases.goodbye : phrases.nobodyFree;
    },
    /** Providers say nothing while two people talk. */
    async hold(call: CallRow, at: number): Promise<void> {
      await calls.heard(call._id, { at, busy: true });
    },
  };
}
