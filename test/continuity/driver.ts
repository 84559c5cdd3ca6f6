import type { Person } from './person.ts';

/** One person on one channel. */
export type Driver = {
  say(text: string): Promise<void>;
  /** Everything we said to the person there, oldest first. */
  heard(): Promise<string[]>;
  close?(): Promise<void>;
};

export type Line = {
  name: string;
  /** Longest text that the channel takes, and whether it is listened to. */
  form: { maxLength: number; spoken: boolean };
  open(person: Person): Promise<Driver>;
};
