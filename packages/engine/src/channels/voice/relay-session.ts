import type { CaseGateway } from '../../cases/gateway.ts';
import type { CallRow } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import { callerSays } from './call-caller.ts';
import { phrasesFor } from './call-phrases.ts';
import type { CallSettings } from './call-settings.ts';
import { offeredUpTo } from './call-turns.ts';
import type { createEndCall } from './end-call.ts';
import { followAnswers } from './follow-answers.ts';
import type { RelayCommand } from './relay-frames.ts';
import type { createSendLink } from './send-link.ts';
import { createSpeech } from './speech.ts';
import { chosenBy, saysYes, spokenMessage } from './spoken-message.ts';
import type { CallReport, Handoff } from './telephony.ts';

export type RelayDeps = {
  stores: Pick<Stores, 'calls' | 'messages' | 'cases' | 'feed'>;
  gateway: Pick<CaseGateway, 'receive'>;
  endCall: ReturnType<typeof createEndCall>;
  sendLink: ReturnType<typeof createSendLink>;
  settings: CallSettings;
  onMessage: (outcome: 'received' | 'duplicate') => void;
  now: () => number;
};

export type RelaySession = {
  heard(said: { speech?: string; digits?: string }): Promise<void>;
  interrupted(): Promise<void>;
  stop(): Promise<void>;
};

/** How often a session looks whether somebody waits, or is silent; and how often it says that the call goes on. */
const tickMs = 100;
const aliveMs = 60_000;
const maxMissed = 2;
const roundsPerPhrase = 3;
/** The provider says it while the session begins. */
const greetingMs = 3_000;

/**
 * A call over a socket: what the caller says goes to the case, what the case says is spoken as it comes, and the caller may
 * interrupt. What a socket cannot do (put through, hang up) it leaves to the turns, by ending itself.
 */
export async function startRelaySession(
  deps: RelayDeps,
  { call, report, send }: { call: CallRow; report: CallReport; send: (command: RelayCommand) => void },
): Promise<RelaySession> {
  const { stores, gateway, endCall, sendLink, settings, onMessage, now } = deps;
  const { calls, messages } = stores;
  const { patience, agentNumber } = settings;
  const phrases = phrasesFor(call.language);
  const gone = new AbortController();
  const ear = await followAnswers(stores, call._id);
  const speech = createSpeech({
    now,
    send,
    onGiven: (seq, ms) => calls.give(call._id, { seq, at: now(), ms }),
  });
  let seen = 0;
  let turn = 1;
  let missed = 0;
  let heardAt = now();
  let quietSince = now() + greetingMs;
  let aliveAt = now();
  let waiting: { since: number; comforted: number } | undefined;
  let link: { seq: number; byKey: boolean } | undefined;
  let ending: Handoff | undefined;
  let work = Promise.resolve();

  /** One thing at a time, so that what is said stays in order. */
  function inOrder(job: () => Promise<void>): Promise<void> {
    work = work.then(async () => (gone.signal.aborted ? undefined : job()));
    return work;
  }

  async function look(): Promise<void> {
    if (ending) return;
    const { rows, upTo, kase, closed } = await ear.look(seen);
    for (const row of rows) {
      const offer = (await sendLink.canSend(row, report.caller)) ? offerOf(row) : undefined;
      link = offer && { seq: row.seq, byKey: offer.byKey };
      speech.say([...spokenMessage(row, phrases), ...(offer ? [offer.words] : [])], row.seq);
    }
    seen = upTo;
    // An answer to what was said before is none to what was said since.
    if (rows.length > 0 && rows.at(-1)?.seq === upTo) [waiting, missed] = [undefined, 0];
    if (closed) return end('go-on');
    if (kase?.owner === 'queue' && agentNumber !== undefined && kase.updatedAt >= heardAt) end('go-on');
  }

  function offerOf({ text, choices = [] }: { text: string; choices?: unknown[] }) {
    const byKey = choices.length > 0 || /[?？]\s*$/.test(text);
    return { byKey, words: byKey ? phrases.offerLinkByKey : phrases.offerLink };
  }

  /** As soon as all is said. */
  function end(handoff: Handoff): void {
    ending ??= handoff;
  }

  async function take(said: { speech?: string; digits?: string }): Promise<void> {
    const at = now();
    [heardAt, quietSince, missed] = [at, at, 0];
    await endCall.confirm(call._id, (await calls.get(call._id))?.given?.seq ?? 0, at);
    const choice = chosenBy(said, await offeredUpTo(messages, call._id, seen), phrases);
    const { speech: words, digits } = said;
    if (!choice && link && report.caller && wantsLink(link, said)) {
      const sent = await sendLink.send(call, link.seq, report.caller);
      link = undefined;
      return speech.say([sent ? phrases.linkComes : phrases.notUnderstood]);
    }
    const text = choice?.label ?? words ?? digits ?? '';
    const message = { turn: turn++, text, at, ...(choice && { choice: choice.id }) };
    waiting = { since: at, comforted: at };
    const { duplicate } = await gateway.receive(callerSays(report, call, message));
    onMessage(duplicate ? 'duplicate' : 'received');
  }

  function wantsLink({ byKey }: { byKey: boolean }, said: { speech?: string; digits?: string }): boolean {
    return said.digits === '*' || (!byKey && said.speech !== undefined && saysYes(said.speech, phrases));
  }

  async function tick(): Promise<void> {
    speech.pump();
    if (now() - aliveAt >= aliveMs) {
      aliveAt = now();
      await calls.heard(call._id, { at: aliveAt });
    }
    if (!speech.done()) return;
    if (ending) {
      if (ending === 'bye') await calls.leave(call._id, now());
      send({ type: 'end', handoffData: ending });
      gone.abort();
      return;
    }
    await (waiting ? comfort(waiting) : askAgain());
  }

  async function comfort(waited: { since: number; comforted: number }): Promise<void> {
    const at = now();
    const first = waited.comforted === waited.since;
    const { firstMs, roundMs } = patience;
    if (at - waited.comforted < (first ? firstMs : roundMs * roundsPerPhrase)) return;
    const { kase } = await ear.look(seen);
    const forPerson = kase?.owner === 'queue' || kase?.owner === 'agent';
    if (at - waited.since > (forPerson ? patience.personMs : patience.botMs)) {
      if (agentNumber !== undefined) return end('give-up');
      speech.say([forPerson ? phrases.nobodyFree : phrases.tooLong]);
      return end('bye');
    }
    waited.comforted = at;
    speech.say([forPerson ? phrases.holding : first ? phrases.moment : phrases.stillLooking]);
  }

  async function askAgain(): Promise<void> {
    const at = now();
    if (at - Math.max(quietSince, speech.until()) < patience.silenceS * 1_000) return;
    const { kase } = await ear.look(seen);
    if (kase?.owner === 'queue' || kase?.owner === 'agent') {
      waiting = { since: at, comforted: at };
      return speech.say([phrases.holding]);
    }
    if (missed >= maxMissed) return end('give-up');
    missed += 1;
    const choices = await offeredUpTo(messages, call._id, seen);
    const again = choices.length > 0 ? spokenMessage({ text: '', choices }, phrases) : [];
    speech.say([phrases.silent, ...again]);
  }

  ear.watch({ onNews: () => inOrder(look), onLost: () => end('go-on') });
  try {
    await calls.heard(call._id, { at: aliveAt });
    await inOrder(look);
  } catch (error) {
    gone.abort();
    await ear.stop();
    throw error;
  }
  let ticking = Promise.resolve();
  const clock = setInterval(() => {
    ticking = ticking.then(() => (gone.signal.aborted ? undefined : tick())).catch(() => end('go-on'));
  }, tickMs);

  return {
    heard: (said) => inOrder(() => take(said)),
    async interrupted() {
      quietSince = now();
      await speech.stop();
    },
    async stop() {
      gone.abort();
      clearInterval(clock);
      await Promise.allSettled([ticking, work, ear.stop()]);
    },
  };
}
