import { setTimeout as pause } from 'node:timers/promises';
import { styleText } from 'node:util';
import type { Stores } from '../stores/database.ts';
import { agentAt } from './agent-at.ts';
import type { Driver, Line } from './line.ts';
import { newPerson } from './new-person.ts';

export type StoryDeps = {
  url: string;
  /** Reads and verifies cases. */
  token: string;
  stores: Pick<Stores, 'cases' | 'customers' | 'messages' | 'users'>;
  lines: Line[];
  say: (line: string) => void;
};

export type Story = { ok: boolean; caseId: string; cases: number; channels: number; verified: boolean };

const withinMs = 60_000;
const promise = 'I will call you tomorrow before noon.';

/** What the customer says where, and what an answer to it holds. */
const chapters: { on: string; says: string; hears: RegExp }[] = [
  { on: 'webchat', says: 'Hello, where is my order?', hears: /order number/i },
  { on: 'sms', says: 'TE-104233', hears: /Order TE-104233/ },
  { on: 'voice', says: 'Where is my order now?', hears: /Order TE-104233/ },
  { on: 'email', says: 'How long do I have to send something back?', hears: /30 days/ },
  { on: 'whatsapp', says: 'I want to talk to a person please', hears: /colleague/ },
];

const names: { [channel: string]: string } = {
  webchat: 'Web chat',
  sms: 'SMS',
  email: 'E-mail',
  voice: 'Phone',
  whatsapp: 'WhatsApp',
  messenger: 'Messenger',
};

/** One customer, one issue, six channels: nothing is explained twice, and an agent's promise is kept in mind. */
export async function playStory({ url, token, stores, lines, say }: StoryDeps): Promise<Story> {
  const person = await newPerson(stores);
  const act = await agentAt({ url, stores }, 'Sam');
  const drivers = new Map<string, Driver>();
  const on = async (name: string): Promise<Driver> => {
    const line = lines.find((one) => one.name === name);
    if (!line) throw new Error(`there is no channel ${name}`);
    const driver = drivers.get(name) ?? (await line.open(person));
    drivers.set(name, driver);
    return driver;
  };
  const tell = (channel: string, who: string, text: string) => {
    const place = styleText('dim', (names[channel] ?? channel).padEnd(10));
    const name =
      who === 'Ana' ? styleText('bold', who.padEnd(5)) : styleText(['bold', 'cyan'], who.padEnd(5));
    say(`${place}${name}${text.replaceAll(/\s*\n\s*/g, ' ')}`);
  };

  try {
    for (const { on: channel, says, hears } of chapters) {
      const driver = await on(channel);
      const before = (await driver.heard()).length;
      tell(channel, 'Ana', says);
      await driver.say(says);
      for (const text of await heard(driver, before, hears)) tell(channel, 'Bot', text);
    }
    const open = (await stores.customers.get(person.customerId))?.open ?? [];
    const caseId = open[0]?.caseId ?? '';
    await until(async () => (await stores.cases.get(caseId))?.owner === 'queue', 'nobody got the case');
    await act(caseId, { type: 'claim' });
    const whatsapp = await on('whatsapp');
    const before = (await whatsapp.heard()).length;
    await act(caseId, { type: 'reply', text: `Sam here, I have read everything. ${promise}` });
    for (const text of await heard(whatsapp, before, /Sam here/)) tell('whatsapp', 'Sam', text);
    const message = (await stores.messages.byCase(caseId)).findLast(({ from }) => from === 'agent')?._id;
    await act(caseId, {
      type: 'promise',
      promise: { id: `${message}:1`, text: promise, dueAt: Date.now() + 86_400_000, message },
    });
    const thanks = 'Thank you Sam, until then!';
    tell('messenger', 'Ana', thanks);
    await (await on('messenger')).say(thanks);
    const inCase = async () => (await stores.messages.byCase(caseId)).filter(({ from }) => from !== 'note');
    await until(
      async () => (await inCase()).some(({ text }) => text === thanks),
      'the last message is not there',
    );
    const channels = new Set((await inCase()).map(({ channel }) => channel)).size;
    const cases = (await stores.customers.get(person.customerId))?.open.length ?? 0;
    const verified = await verifies(url, token, caseId);
    return { ok: cases === 1 && channels === 6 && verified, caseId, cases, channels, verified };
  } finally {
    for (const driver of drivers.values()) await driver.close?.();
  }
}

/** What is said after the first `before` texts, once one fits. */
async function heard(driver: Driver, before: number, pattern: RegExp): Promise<string[]> {
  let texts: string[] = [];
  await until(async () => {
    texts = (await driver.heard()).slice(before);
    return texts.some((text) => pattern.test(text));
  }, `nothing was said that fits ${pattern.source}`);
  return texts;
}

async function until(done: () => Promise<boolean>, otherwise: string): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await done())) {
    if (Date.now() > end) throw new Error(otherwise);
    await pause(100);
  }
}

async function verifies(url: string, token: string, caseId: string): Promise<boolean> {
  const response = await fetch(`${url}/api/cases/${caseId}/verify`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(20_000),
  });
  const verdict = (await response.json()) as { [proof: string]: { ok?: boolean } };
  return response.ok && ['chain', 'replay', 'record'].every((proof) => verdict[proof]?.ok === true);
}
