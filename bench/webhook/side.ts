/** One of the two sides: takes a webhook, and tells the milliseconds until the answer was handed over. */
export type Side = {
  name: string;
  /** `client` writes on a conversation of its own, one message at a time. */
  answer(client: number, text: string): Promise<number>;
  close(): Promise<void>;
};
