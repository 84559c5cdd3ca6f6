import { setTimeout as pause } from 'node:timers/promises';
import type { ChatMessage } from '../../packages/engine/src/channels/chat-message.ts';
import type { ChatClient } from '../../packages/engine/src/play/chat-client.ts';
import { openChat } from '../../packages/engine/src/play/chat-client.ts';
import { shopQuestions } from './flow.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

/** One message of a customer: what was said, how it was sent, and whether the channel said that it is kept. */
export type Said = { id: string; text: string; way: Way; acknowledged: boolean };

/** How a message is sent: once; twice at once; again after the answer; with the next one close behind, or before it. */
export type Way = 'once' | 'twice' | 'again' | 'burst' | 'overtaken';

export type Customer = {
  conversation: string;
  said: Said[];
  /** Everything the window was ever shown, by seq; a seq whose message changed is a problem. */
  problems: string[];
  transcript(): Promise<ChatMessage[]>;
  /** Says all it has to say, waiting for answers as people do. */
  talk(): Promise<void>;
};

export type Audience = {
  url: string;
  turns: number;
  cases: number;
  seed: number;
  onAcknowledged: () => void;
};

const sendWithinMs = 180_000;
const answerWithinMs = 60_000;
const lookEveryMs = 400;

/** The customers of a run, with their windows open; each has its share of the turns to say. */
export function openCustomers({ url, turns, cases, seed, onAcknowledged }: Audience): Promise<Customer[]> {
  return Promise.all(
    Array.from({ length: cases }, async (_, index) => {
      const share = Math.floor(turns / cases) + (index < turns % cases ? 1 : 0);
      const chat = await openChat(url, { sendWithinMs });
      return createCustomer(chat, {
        index,
        share,
        random: createRandom(seed * 1_000 + index),
        onAcknowledged,
      });
    }),
  );
}

type Script = { index: number; share: number; random: Random; onAcknowledged: () => void };

function createCustomer(chat: ChatClient, { index, share, random, onAcknowledged }: Script): Customer {
  const said = script(index, share, random);
  const shown = new Map<number, string>();
  const problems: string[] = [];
  const after: Promise<void>[] = [];
  let seen = 0;
  let answers = 0;
  let withBot = true;

  async function look(): Promise<void> {
    const { messages, status } = await chat.since(seen);
    withBot = status.with === 'bot';
    for (const message of messages) {
      note(message);
      if (message.from !== 'customer') answers += 1;
    }
    seen = messages.at(-1)?.seq ?? seen;
  }

  function note({ seq, id, text }: ChatMessage): void {
    const now = `${id}: ${text}`;
    const before = shown.get(seq);
    if (before !== undefined && before !== now)
      problems.push(`place ${seq} was "${before}" and is now "${now}"`);
    shown.set(seq, now);
  }

  async function send(message: Said): Promise<void> {
    await chat.say(message.text, { id: message.id });
    if (message.acknowledged) return;
    message.acknowledged = true;
    onAcknowledged();
  }

  async function deliver(message: Said): Promise<void> {
    if (message.way === 'overtaken') await pause(random.int(300, 1_500));
    await Promise.all(message.way === 'twice' ? [send(message), send(message)] : [send(message)]);
  }

  async function answered(before: number): Promise<void> {
    const until = Date.now() + answerWithinMs;
    while (answers === before && withBot && Date.now() < until) {
      await pause(lookEveryMs);
      await look();
    }
  }

  return {
    conversation: chat.conversation,
    said,
    problems,
    async transcript() {
      const all: ChatMessage[] = [];
      for (;;) {
        const { messages } = await chat.since(all.at(-1)?.seq ?? 0);
        for (const message of messages) note(message);
        if (messages.length === 0) return all;
        all.push(...messages);
      }
    },
    async talk() {
      await pause(random.int(0, 3_000));
      for (const message of said) {
        const before = answers;
        const sending = deliver(message);
        if (message.way === 'burst' || message.way === 'overtaken') {
          after.push(sending);
          await pause(random.int(0, 150));
          continue;
        }
        await sending;
        if (message !== said.at(-1)) await answered(before);
        if (message.way === 'again') after.push(send(message));
        await pause(random.int(300, 4_000));
      }
      await Promise.all(after);
    },
  };
}

/** Every text has a number of its own, so that an answer tells which question it answers. */
function script(customer: number, share: number, random: Random): Said[] {
  const endsWithPerson = customer % 4 === 3 && share > 2;
  return Array.from({ length: share }, (_, turn) => {
    const number = `${customer + 1}.${turn + 1}`;
    const last = turn === share - 1;
    const way = last ? 'once' : random.pick({ once: 5, twice: 2, again: 2, burst: 1.5, overtaken: 1.5 });
    const shop = shopQuestions[random.int(0, shopQuestions.length - 1)] ?? '';
    const asksShop = random.next() < 0.3;
    const wantsPerson = endsWithPerson && turn === share - 2;
    const text = wantsPerson ? `Question ${number}: a person, please.` : asksShop ? shop : `Echo ${number}.`;
    return { id: uuidOf(random), text, way, acknowledged: false };
  });
}

/** The same seed gives the same ids. */
function uuidOf(random: Random): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => random.int(0, 15).toString(16));
}
