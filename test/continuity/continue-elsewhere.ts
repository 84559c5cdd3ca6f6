import type { Desk } from '../../packages/engine/src/demo/agent-at.ts';
import type { Driver, Line } from '../../packages/engine/src/demo/line.ts';
import { newPerson } from '../../packages/engine/src/demo/new-person.ts';
import { until } from '../../packages/engine/src/demo/until.ts';
import type { Stores } from '../../packages/engine/src/stores/database.ts';
import { formFaults, words } from './form.ts';

export const checks = [
  'same case',
  'open question carried',
  'nothing asked again',
  'no second greeting',
  'same answer',
  'commitments carried',
  'form of the channel',
] as const;
export type Check = (typeof checks)[number];

export type Cell = {
  from: string;
  to: string;
  misses: { check: Check | 'played'; text: string }[];
  seconds: number;
};

export type ContinueDeps = {
  stores: Pick<Stores, 'customers' | 'cases' | 'messages'>;
  /** Of the agent. */
  desk: Desk;
};

const dayMs = 86_400_000;
const promise = 'I will call you tomorrow before noon.';

/** A person begins on one channel and goes on on another, with an agent at the end; what was lost on the way is a miss. */
export async function continueElsewhere(deps: ContinueDeps, from: Line, to: Line): Promise<Cell> {
  const began = Date.now();
  const misses: Cell['misses'] = [];
  const person = await newPerson(deps.stores);
  const [first, second] = await Promise.all([from.open(person), to.open(person)]);
  try {
    await play(deps, { first, second, from, to, customerId: person.customerId, misses });
  } catch (error) {
    misses.push({ check: 'played', text: error instanceof Error ? error.message : 'unknown' });
  } finally {
    await Promise.all([first.close?.(), second.close?.()]);
  }
  return { from: from.name, to: to.name, misses, seconds: (Date.now() - began) / 1_000 };
}

type Play = {
  first: Driver;
  second: Driver;
  from: Line;
  to: Line;
  customerId: string;
  misses: Cell['misses'];
};

async function play(
  { stores, desk }: ContinueDeps,
  { first, second, from, to, customerId, misses }: Play,
): Promise<void> {
  const expect = (check: Check, holds: boolean, text: string) => {
    if (!holds) misses.push({ check, text });
  };

  await first.say('Hello, where is my order?');
  await hears(first, /order number/i);
  await second.say('TE-104233');
  const [status] = await hears(second, /TE-104233/);
  expect('open question carried', /Order TE-104233/.test(status ?? ''), `it said: ${status}`);

  await second.say('How long do I have to send something back?');
  const answers = await hears(second, /30 days/);
  await first.say('And how long do I have to send something back?');
  const same = await hears(first, /30 days/);
  expect('same answer', words(answers.at(-1)) === words(same.at(-1)), `${answers.at(-1)} / ${same.at(-1)}`);

  await first.say('Where is my order now?');
  await hears(first, /^Order TE-104233/);
  const said = [...(await first.heard()), ...(await second.heard())];
  const asked = said.filter((text) => /what is your order number/i.test(text));
  expect('nothing asked again', asked.length === 1, `the order number was asked for ${asked.length} times`);
  const caseId = (await stores.customers.get(customerId))?.open[0]?.caseId ?? '';
  const facts = (await stores.cases.get(caseId))?.brief?.facts.filter(({ name }) => name === 'orderNumber');
  const source = (await stores.messages.byCase(caseId)).find(({ _id }) => facts?.[0]?.messages.includes(_id));
  expect(
    'nothing asked again',
    facts?.length === 1 && facts[0]?.value === 'TE-104233' && source?.text === 'TE-104233',
    `the brief holds ${JSON.stringify(facts)}, said by "${source?.text}"`,
  );
  const greetings = said.filter((text) => /how can i help/i.test(text));
  expect('no second greeting', greetings.length <= 1, `it greeted ${greetings.length} times`);

  await second.say('I want to talk to a person please');
  const open = (await stores.customers.get(customerId))?.open ?? [];
  expect('same case', open.length === 1, `${open.length} cases are open`);
  await until(
    async () => (await stores.cases.get(caseId))?.owner === 'queue',
    () => 'no person got the case',
  );
  await desk.act(caseId, { type: 'claim' });
  await desk.act(caseId, { type: 'reply', text: `Ana here. ${promise}` });
  await hears(second, /Ana here/);
  const made = (await desk.proposals(caseId)).find(({ text }) => text === promise);
  expect('commitments carried', made !== undefined, 'what the agent promised was not found in the message');
  if (made) await desk.act(caseId, { type: 'promise', promise: made });
  const question = 'When will you call me?';
  await first.say(question);
  await until(
    async () => (await stores.messages.byCase(caseId)).some(({ text }) => text === question),
    () => 'the last message did not reach the case',
  );
  const commitment = (await stores.cases.get(caseId))?.brief?.commitments.find(
    ({ text }) => text === promise,
  );
  const dueIn = (commitment?.dueAt ?? 0) - Date.now();
  expect(
    'commitments carried',
    commitment?.state === 'open' && dueIn > 0 && dueIn < 2 * dayMs,
    `the brief holds ${JSON.stringify(commitment)}`,
  );

  const answer = (await stores.messages.byCase(caseId)).find(({ text }) =>
    text.startsWith('Order TE-104233'),
  );
  for (const [line, driver] of [
    [from, first],
    [to, second],
  ] as const)
    for (const fault of await formFaults({ line, driver }, answer))
      expect('form of the channel', false, `${line.name}: ${fault}`);
}

/** Texts from the first that fits on, as soon as one was said. */
async function hears(driver: Driver, pattern: RegExp): Promise<string[]> {
  let heard: string[] = [];
  let from = -1;
  const fits = async () => {
    heard = await driver.heard();
    from = heard.findLastIndex((text) => pattern.test(text));
    return from >= 0;
  };
  await until(fits, () => `nothing was said that fits ${pattern.source}; last: ${heard.at(-1) ?? 'nothing'}`);
  return heard.slice(from);
}
