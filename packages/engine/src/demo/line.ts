/** Somebody whom a shop knows by more than one name, each proven, so that every channel finds the same customer. */
export type Person = {
  customerId: string;
  account: string;
  phone: string;
  email: string;
  /** At Messenger. */
  pageScopedId: string;
  telegramId: string;
};

/** A channel as people use it. */
export type Line = {
  name: string;
  /** Longest text that the channel takes, and whether it is listened to. */
  form: { maxLength: number; spoken: boolean };
  open(person: Person): Promise<Driver>;
};

/** What a person sees of a message. */
export type Seen = { channel: string; text: string };

/** One person on one channel. */
export type Driver = {
  say(text: string): Promise<void>;
  /** Everything we said to the person there, oldest first. */
  heard(): Promise<string[]>;
  /** Labels of all the buttons that were offered there. */
  offered?(): Promise<string[]>;
  /** Where the person sees what was said on every channel: all of it, oldest first. */
  sees?(): Promise<Seen[]>;
  close?(): Promise<void>;
};

/** The providers of all channels, as stand-ins on this machine. */
export type Providers = {
  /** What the engine's processes read, to talk with them. */
  env: { [variable: string]: string };
  /** The channels of the installation at this address. */
  lines(url: string): Line[];
  close(): Promise<void>;
};
