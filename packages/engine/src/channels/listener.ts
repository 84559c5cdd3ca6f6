/** Something of a channel that waits for customers beside the API's own routes: a mail server, a mailbox. */
export type Listener = {
  name: string;
  /** Resolves when it waits; rejects when it cannot, now or ever. */
  start(): Promise<void>;
  /** Takes nothing new; what is being taken is finished. */
  stop(): Promise<void>;
};
