import type {
  ChatFile,
  ChatMessage,
  ChatSource,
  ChatChoice,
  ChatStatus,
  OutgoingMessage,
  Speaker,
} from './protocol.ts';

/** The conversation as shown. Messages that the server knows come first, by their place; ours on the way come last. */
export type Transcript = {
  entries: Entry[];
  /** Place of the newest message received: where the event stream goes on. */
  lastSeq: number;
  status: ChatStatus;
  typing?: { from: 'bot' | 'agent'; since: number };
};

export type Entry = {
  id: string;
  /** Missing while the message is on its way. */
  seq?: number;
  from: Speaker;
  author?: string;
  text: string;
  choices?: ChatChoice[];
  sources?: ChatSource[];
  attachments?: ChatFile[];
  choice?: string;
  at: number;
  delivery: Delivery;
  /** Why the server will not take it. */
  refused?: string;
};

export type Delivery = 'sending' | 'waiting' | 'sent' | 'delivered' | 'seen' | 'failed';

export type TranscriptAction =
  | { type: 'received'; messages: ChatMessage[] }
  | { type: 'queued'; message: OutgoingMessage }
  | { type: 'accepted'; id: string; serverId: string }
  | { type: 'waiting'; id: string }
  | { type: 'refused'; id: string; reason: string }
  | { type: 'discarded'; id: string }
  | { type: 'delivery'; id: string; state: string }
  | { type: 'typing'; from: 'bot' | 'agent'; on: boolean; at: number }
  | { type: 'status'; status: ChatStatus };

export const emptyTranscript: Transcript = { entries: [], lastSeq: 0, status: { with: 'bot' } };

export function reduceTranscript(transcript: Transcript, action: TranscriptAction): Transcript {
  switch (action.type) {
    case 'received':
      return action.messages.reduce(receive, transcript);
    case 'queued':
      return queue(transcript, action.message);
    case 'accepted':
      return change(transcript, action.id, (entry) => ({
        ...entry,
        id: action.serverId,
        delivery: later(entry.delivery, 'sent'),
      }));
    case 'waiting':
      return change(transcript, action.id, (entry) =>
        entry.seq ? entry : { ...entry, delivery: 'waiting' },
      );
    case 'refused':
      return change(transcript, action.id, (entry) => ({
        ...entry,
        delivery: 'failed',
        refused: action.reason,
      }));
    case 'discarded':
      return { ...transcript, entries: transcript.entries.filter(({ id }) => id !== action.id) };
    case 'delivery':
      return change(transcript, action.id, (entry) => ({
        ...entry,
        delivery: later(entry.delivery, deliveryOf(action.state)),
      }));
    case 'typing':
      return setTyping(transcript, action.on ? { from: action.from, since: action.at } : undefined);
    case 'status':
      return { ...transcript, status: action.status };
  }
}

/** The choices that can still be pressed: those of the newest message, if nothing of the customer followed. */
export function openChoices(transcript: Transcript): string | undefined {
  const last = transcript.entries.at(-1);
  return last?.choices?.length && last.from !== 'customer' ? last.id : undefined;
}

export function unread(transcript: Transcript, seenSeq: number): number {
  return transcript.entries.filter(({ from, seq }) => from !== 'customer' && (seq ?? 0) > seenSeq).length;
}

function receive(transcript: Transcript, message: ChatMessage): Transcript {
  const entry: Entry = { ...message, delivery: deliveryOf(message.delivery) };
  const known = transcript.entries.find(({ id }) => id === message.id);
  if (known) entry.delivery = later(known.delivery === 'failed' ? 'sending' : known.delivery, entry.delivery);
  const entries = [...transcript.entries.filter(({ id }) => id !== message.id), entry].sort(bySeq);
  const next = { ...transcript, entries, lastSeq: Math.max(transcript.lastSeq, message.seq) };
  return message.from === transcript.typing?.from ? setTyping(next, undefined) : next;
}

function queue(transcript: Transcript, message: OutgoingMessage): Transcript {
  const { id, text, choice, attachments, at } = message;
  const rest = transcript.entries.filter((entry) => entry.id !== id);
  if (rest.length < transcript.entries.length && transcript.entries.some((e) => e.id === id && e.seq))
    return transcript;
  const entry: Entry = {
    ...{ id, from: 'customer', text, at, delivery: 'sending' },
    ...(choice ? { choice } : {}),
    ...(attachments ? { attachments } : {}),
  };
  return { ...transcript, entries: [...rest, entry] };
}

function setTyping(transcript: Transcript, typing: Transcript['typing'] | undefined): Transcript {
  const { entries, lastSeq, status } = transcript;
  return { entries, lastSeq, status, ...(typing ? { typing } : {}) };
}

function change(transcript: Transcript, id: string, edit: (entry: Entry) => Entry): Transcript {
  if (!transcript.entries.some((entry) => entry.id === id)) return transcript;
  return {
    ...transcript,
    entries: transcript.entries.map((entry) => (entry.id === id ? edit(entry) : entry)),
  };
}

function bySeq(a: Entry, b: Entry): number {
  return (a.seq ?? Infinity) === (b.seq ?? Infinity) ? 0 : (a.seq ?? Infinity) - (b.seq ?? Infinity);
}

const order: Delivery[] = ['sending', 'waiting', 'failed', 'sent', 'delivered', 'seen'];

/** News of a delivery may come in any order; it never goes back. */
function later(a: Delivery, b: Delivery): Delivery {
  return order.indexOf(b) > order.indexOf(a) ? b : a;
}

function deliveryOf(state: string): Delivery {
  return state === 'delivered' || state === 'seen' || state === 'failed' ? state : 'sent';
}
