import type { JsonObject } from '@throughline/flow/json';

/** One thing that live screens want to know. `seq` counts all events of the product from 1, without gaps. */
export type FeedEvent = { seq: number; topics: string[]; type: string; data: JsonObject; at: number };

/** `_id` is the sequence number. */
export type FeedRow = Omit<FeedEvent, 'seq'> & { _id: number; key: string };

/** `key` names the happening: the same key again is the same event. Topics: `cases`, `case:<id>`, `conversation:<id>`, `queues`, `flows`, `flow:<id>`. */
export type NewFeedEvent = { key: string; topics: string[]; type: string; data: JsonObject };

export function eventOf({ _id, topics, type, data, at }: FeedRow): FeedEvent {
  return { seq: _id, topics, type, data, at };
}
