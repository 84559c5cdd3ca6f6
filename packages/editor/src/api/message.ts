import type { Choice, Source } from '@throughline/flow/message';

export type MessageAuthor = 'customer' | 'bot' | 'agent' | 'note';

/** `coming`: it is being fetched from the channel's provider; `bytes` is 0 while nobody knows. */
export type StaffAttachment = {
  id: string;
  name: string;
  mediaType: string;
  bytes: number;
  state: 'kept' | 'coming' | 'lost';
};

export type StaffMessage = {
  id: string;
  seq: number;
  conversation: string;
  channel: string;
  from: MessageAuthor;
  author?: string;
  text: string;
  choices?: Choice[];
  sources?: Source[];
  attachments?: StaffAttachment[];
  choice?: string;
  /** Of a mail: what is kept of how it came. */
  original?: { mail: boolean; html: boolean };
  at: number;
  delivery: 'stored' | 'delivered' | 'seen' | 'failed';
  /** The case that it came with, by a join. */
  cameWith?: string;
  erasedAt?: number;
};
