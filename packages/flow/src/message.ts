/** Something a customer said on a channel, as the core sees it. Times are milliseconds since the epoch. */
export type CustomerMessage = {
  id: string;
  channel: string;
  /** Where an answer goes: the channel's own name of the conversation. */
  conversation: string;
  text: string;
  /** Id of the offered choice the customer pressed, if any. */
  choice?: string;
  language?: string;
  attachments?: Attachment[];
  sentAt: number;
};

/** `mediaType` as it was told; `bytes` is 0 where the provider does not say it beforehand. */
export type Attachment = { id: string; name: string; mediaType: string; bytes: number };

/** A place where the customer is answered: a channel, and its name of the conversation. */
export type Reach = { channel: string; conversation: string };

export type Choice = { id: string; label: string };

export type Source = { articleId: string; version: number; title: string };

/** What a node wants said. Nodes never send: the core decides whether it goes out. */
export type Say = { text: string; choices?: Choice[]; sources?: Source[]; language?: string };

export type Customer = {
  id: string;
  name?: string;
  language?: string;
  /** True when the identity of this customer was proven on this case, by the channel or by a node. */
  verified: boolean;
  /** Facts that flows may read, e.g. account number, plan. */
  facts?: { [name: string]: string | number | boolean };
};
