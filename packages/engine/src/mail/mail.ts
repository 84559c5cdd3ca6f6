import type { MailThread } from '../stores/conversations.ts';

/** A header as it stood: `key` in lower case, `value` unfolded. In the order of the mail, from the top. */
export type HeaderLine = { key: string; value: string };

/** A mail as its bytes say; nothing in it is proven. */
export type Mail = {
  headers: HeaderLine[];
  /** With angle brackets; empty where there is none. */
  messageId: string;
  inReplyTo: string[];
  references: string[];
  /** All of From: more than one says nothing about who wrote. */
  from: MailPerson[];
  replyTo: MailPerson[];
  /** Every address it says it was sent to. */
  to: string[];
  subject: string;
  /** Of the plain part, or made of the HTML one. Whole, with quotes and signature. */
  text: string;
  /** What its writer has written, of that. */
  written: string;
  /** Safe to show. */
  html?: string;
  files: MailFile[];
  /** What tells this mail from another one with its Message-ID. */
  content: Uint8Array;
};

export type MailPerson = { address: string; name?: string };

export type MailFile = { name: string; mediaType: string; content: Uint8Array };

/** How a mail came to us: what the sender did not write himself. */
export type MailEnvelope = {
  via: 'smtp' | 'imap';
  /** Null for the null sender of bounces and automatic answers; left out where it is not known. */
  from?: string | null;
  /** Addresses it was handed to us for; over IMAP, none. */
  to: string[];
  /** Handed over by the receiving server that checks senders: its results count. */
  checked: boolean;
  /** When it reached the mailbox it was taken from, in milliseconds since the epoch. */
  at?: number;
  /** Somebody has looked at it: it is to be taken, whatever it seems to be. */
  accepted?: true;
};

export type { MailThread };
