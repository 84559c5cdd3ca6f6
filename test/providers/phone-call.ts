import { setTimeout as pause } from 'node:timers/promises';
import type { Verb } from './call-document.ts';
import { readCallDocument } from './call-document.ts';

export type Spoken = { text: string; language: string };

export type Input = { speech: string; confidence: number } | { digits: string } | 'silence' | 'hang-up';

export type Posted = { path: string; status: number; ms: number; params: Form };

export type Form = { [field: string]: string };

/** Where the API listens, what the provider knows it as, and whether each webhook is sent twice. */
export type Delivery = { apiUrl: string; publicUrl: string; twice?: boolean };

/** Providers give up on a webhook after fifteen seconds. */
const webhookTimeoutMs = 15_000;

/** Posts signed forms to the API; of a webhook that is sent twice, the second answer counts. */
export function signedPost(
  { apiUrl, publicUrl, twice = false }: Delivery,
  sign: (url: string, form: Form) => Form,
) {
  return async (url: string, params: Form, log: Posted[] = []): Promise<string> => {
    const headers = sign(url, params);
    const send = async () => {
      const began = Date.now();
      const response = await fetch(url.replace(publicUrl, apiUrl), {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8', ...headers },
        body: new URLSearchParams(params),
        signal: AbortSignal.timeout(webhookTimeoutMs),
      });
      const text = await response.text();
      const path = new URL(url).pathname;
      log.push({ path, status: response.status, ms: Date.now() - began, params });
      if (response.status >= 300) throw new Error(`${path} answered ${response.status}: ${text}`);
      return text;
    };
    const [first, second] = await Promise.all(twice ? [send(), send()] : [send()]);
    return second ?? first;
  };
}

/** What a provider does with a call: how it asks, and what its verbs mean. */
export type CallProvider = {
  post: ReturnType<typeof signedPost>;
  /** Asked first, and told of the end. */
  answerUrl: string;
  endUrl: string;
  /** Of every request. */
  fields(status: 'in-progress' | 'completed'): Form;
  /** Of the first request only. */
  answered?: Form;
  ended: Form;
  /** Performs a verb: the document that takes the place of the rest, if one does. */
  perform(verb: Verb, line: Line): Promise<Verb[] | undefined>;
};

export type Line = {
  /** What the caller heard. */
  heard: Spoken[];
  heardByPerson: string[];
  ask(url: string, more?: Form): Promise<Verb[]>;
  say(verb: Verb): void;
  /** Waits for what the caller says or presses. */
  listen(verb: Verb): Promise<Input>;
  record(): void;
  isGone(): boolean;
};

export type PhoneCall = ReturnType<typeof startPhoneCall>;

/** A call over a provider's line, from the first webhook to the last. */
export function startPhoneCall(provider: CallProvider, onHangUp = () => {}) {
  const heard: Spoken[] = [];
  const heardByPerson: string[] = [];
  const requests: Posted[] = [];
  let listening: { verb: Verb; answer: (input: Input) => void } | undefined;
  let recording = false;
  let gone = false;
  let ended = false;

  const line: Line = {
    heard,
    heardByPerson,
    ask: async (url, more = {}) =>
      readCallDocument(
        await provider.post(
          url,
          { ...provider.fields(gone ? 'completed' : 'in-progress'), ...more },
          requests,
        ),
      ),
    say: ({ text, attributes }) => void heard.push({ text, language: attributes['language'] ?? '' }),
    async listen(verb) {
      const input = await new Promise<Input>((answer) => {
        listening = { verb, answer };
      });
      listening = undefined;
      return input;
    },
    record: () => (recording = true),
    isGone: () => gone,
  };

  /** Follows a document to its end, or to the one that takes its place. */
  async function follow(verbs: Verb[]): Promise<void> {
    for (const verb of verbs) {
      if (gone) return;
      const next = await provider.perform(verb, line);
      if (next) return follow(next);
    }
  }

  /** The provider tells at once, whatever it still waits for. */
  let completed: Promise<unknown> | undefined;
  const complete = () =>
    provider.post(provider.endUrl, { ...provider.fields('completed'), ...provider.ended }, requests);

  const whole = (async () => {
    await follow(await line.ask(provider.answerUrl, provider.answered));
    gone = true;
    ended = true;
    await (completed ??= complete());
  })();
  whole.catch(() => (ended = true));

  async function input(given: Input): Promise<void> {
    await until(() => listening !== undefined, 'the call listens');
    listening?.answer(given);
    listening = undefined;
  }

  async function until(fits: () => boolean, what: string, withinMs = 20_000): Promise<void> {
    for (const end = Date.now() + withinMs; !fits(); await pause(10)) {
      if (ended && !fits()) await whole;
      if (Date.now() > end || ended)
        throw new Error(
          `${what}: it did not happen; heard: ${JSON.stringify(heard.map(({ text }) => text))}`,
        );
    }
  }

  return {
    heard,
    heardByPerson,
    requests,
    isRecorded: () => recording,
    hasEnded: () => ended,
    /** Waits until somebody says it. */
    hears: (words: string | RegExp) =>
      until(() => heard.some(({ text }) => fits(text, words)), `to hear ${String(words)}`),
    /** What the call waits for: keys, speech; undefined while it does something else. */
    listens: async () => {
      await until(() => listening !== undefined, 'the call listens');
      return listening?.verb.attributes ?? {};
    },
    says: (speech: string, confidence = 0.9) => input({ speech, confidence }),
    presses: (digits: string) => input({ digits }),
    isSilent: () => input('silence'),
    async hangsUp(): Promise<void> {
      gone = true;
      listening?.answer('hang-up');
      onHangUp();
      await (completed ??= complete());
      await whole;
    },
    /** The call is gone, and nobody tells. */
    async vanishes(): Promise<void> {
      gone = true;
      completed = Promise.resolve();
      listening?.answer('hang-up');
      onHangUp();
      await whole;
    },
    /** Resolves when the other side has hung up. */
    ends: () => whole,
  };
}

function fits(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}
