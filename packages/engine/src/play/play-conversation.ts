import { setTimeout as pause } from 'node:timers/promises';
import { durationMs } from '@throughline/flow/duration';
import type { ChatMessage } from '../channels/chat-message.ts';
import type { ChatClient } from './chat-client.ts';
import { openChat } from './chat-client.ts';
import type { CaseView, TurnView } from './case-view.ts';
import { createCaseReader } from './case-view.ts';
import { unmet } from '@throughline/flow/check-expectation';
import type { Conversation, Turn } from '@throughline/flow/conversation';
import { routeOf } from '@throughline/flow/route-of';

export type PlayOptions = {
  url: string;
  /** API token of staff who may read cases. */
  token: string;
  /** Longest silence and pause to sit through, in milliseconds; longer ones are cut to it. */
  longestPauseMs?: number;
  answerWithinMs?: number;
  onTurn?: (turn: PlayedTurn) => void | Promise<void>;
  /** Called right after the customer's words are taken, before an answer is waited for. */
  onSaid?: (index: number) => void | Promise<void>;
};

export type PlayedTurn = {
  index: number;
  /** The messages of the customer, several in a burst. */
  said?: string[];
  pressed?: string;
  silence?: string;
  heard: { from: 'bot' | 'agent'; text: string; choices: string[]; sources: string[] }[];
  /** The nodes it passed. */
  route: string[];
  /** The same with the ports they were left by, as `node:port`. */
  path: string[];
  outcome?: string;
  owner: string;
  queue?: string;
  /** From the customer's words to the first answer. */
  ms: number;
  /** What was expected and did not happen. */
  problems: string[];
};

export type Played = { title: string; caseId: string; turns: PlayedTurn[]; ok: boolean; verified: boolean };

const settleMs = 15_000;
const peopleWithinMs = 2_000;

/** Plays a conversation through the channel's real endpoints, and looks at the case as staff do. */
export async function playConversation(conversation: Conversation, options: PlayOptions): Promise<Played> {
  const chat = await openChat(options.url, conversation.locale ? { locale: conversation.locale } : {});
  const cases = createCaseReader(options.url, options.token);
  const turns: PlayedTurn[] = [];
  let seen = 0;
  let journalRead = 0;
  let offered: ChatMessage['choices'] = [];
  let current: CaseView | undefined;

  for (const [index, turn] of conversation.turns.entries()) {
    const turnsBefore = current?.turn ?? 0;
    const began = Date.now();
    await act(turn, index);
    const heard = await listen(turn);
    const ms = Date.now() - began;
    const settled = await settle(turnsBefore, heard.length > 0);
    const late = await chat.since(seen);
    const all = late.messages.filter(({ from }) => from !== 'customer');
    seen = late.messages.at(-1)?.seq ?? seen;
    offered = all.at(-1)?.choices ?? [];
    const brief = turn.expect?.brief && current ? await cases.brief(current.id) : undefined;
    const said = all.map(heardOf);
    const played: PlayedTurn = {
      index,
      ...wordsOf(turn),
      heard: said,
      ...settled,
      route: routeOf(settled.path),
      ms,
      problems: unmet(turn.expect, { heard: said, ...settled, ...(brief ? { brief } : {}) }),
    };
    turns.push(played);
    await options.onTurn?.(played);
  }

  const verdict = current ? await cases.verify(current.id) : undefined;
  const verified = verdict !== undefined && verdict.chain.ok && verdict.replay.ok;
  const ok = verified && turns.every(({ problems }) => problems.length === 0);
  return { title: conversation.title, caseId: current?.id ?? '', turns, ok, verified };

  async function act(turn: Turn, index: number): Promise<void> {
    if (turn.silence !== undefined) return;
    if (turn.after) await pause(Math.min(durationMs(turn.after) ?? 0, options.longestPauseMs ?? 10_000));
    if (turn.press !== undefined) await press(chat, turn.press, offered);
    for (const text of textsOf(turn)) await chat.say(text);
    await options.onSaid?.(index);
  }

  async function listen(turn: Turn): Promise<ChatMessage[]> {
    if (turn.silence === undefined) return chat.hear(seen, answerWithinMs());
    return chat.hear(seen, Math.min(durationMs(turn.silence) ?? 0, options.longestPauseMs ?? 10_000));
  }

  /** People answer in their own time: nobody waits for them here. */
  function answerWithinMs(): number {
    const withPeople = current?.owner === 'queue' || current?.owner === 'agent';
    return withPeople ? peopleWithinMs : (options.answerWithinMs ?? 60_000);
  }

  /** Waits until the case has ended the turn, and reads the way it took. */
  async function settle(
    turnsBefore: number,
    answered: boolean,
  ): Promise<TurnView & { owner: string; queue?: string }> {
    const until = Date.now() + (answered ? settleMs : 0);
    for (;;) {
      current = (await cases.ofConversation(chat.conversation)) ?? current;
      const { turn, last } = current
        ? await cases.journal(current.id, journalRead)
        : { turn: { path: [] }, last: 0 };
      const done = turn.outcome !== undefined && (current?.turn ?? 0) > turnsBefore;
      if (done || Date.now() >= until) {
        journalRead = last;
        return {
          ...turn,
          owner: current?.owner ?? 'nobody',
          ...(current?.queue ? { queue: current.queue } : {}),
        };
      }
      await pause(50);
    }
  }
}

async function press(chat: ChatClient, label: string, offered: ChatMessage['choices'] = []): Promise<void> {
  const choice = offered.find((each) => each.id === label || each.label === label);
  if (!choice)
    throw new Error(
      `Nothing called "${label}" was offered; there was: ${offered.map((each) => each.label).join(', ') || 'nothing'}.`,
    );
  await chat.say(choice.label, { choice: choice.id });
}

function textsOf({ say }: Turn): string[] {
  return typeof say === 'string' ? [say] : (say ?? []);
}

function wordsOf(turn: Turn): Pick<PlayedTurn, 'said' | 'pressed' | 'silence'> {
  const { press: pressed, silence } = turn;
  if (silence !== undefined) return { silence };
  return pressed === undefined ? { said: textsOf(turn) } : { pressed };
}

function heardOf({ from, text, choices = [], sources = [] }: ChatMessage): PlayedTurn['heard'][number] {
  return {
    from: from === 'agent' ? 'agent' : 'bot',
    text,
    choices: choices.map(({ label }) => label),
    sources: sources.map(({ title }) => title),
  };
}
