import type { Stores } from '../stores/database.ts';
import type { Desk } from './agent-at.ts';
import { agentAt } from './agent-at.ts';
import { checkStory } from './check-story.ts';
import type { Fact } from './fact.ts';
import type { Line } from './line.ts';
import { newPerson } from './new-person.ts';
import type { Stage } from './stage.ts';
import { createStage } from './stage.ts';
import { until } from './until.ts';

export type StoryDeps = {
  url: string;
  /** Reads and verifies cases. */
  token: string;
  stores: Pick<Stores, 'cases' | 'customers' | 'messages' | 'users'>;
  lines: Line[];
  say: (line: string) => void;
};

export type Story = { caseId: string; facts: Fact[] };

const promise = 'I will call you tomorrow before noon.';

/** What the customer says where, and what an answer to it holds. */
const chapters: { on: string; says: string; hears: RegExp }[] = [
  { on: 'webchat', says: 'Hello, where is my order?', hears: /order number/i },
  { on: 'sms', says: 'TE-104233', hears: /Order TE-104233/ },
  { on: 'voice', says: 'Where is my order now?', hears: /Order TE-104233/ },
  { on: 'email', says: 'How long do I have to send something back?', hears: /30 days/ },
  { on: 'telegram', says: 'And how much is express delivery in the UK?', hears: /£7\.95/ },
  { on: 'portal', says: 'Where is my order at the moment?', hears: /Order TE-104233/ },
  { on: 'whatsapp', says: 'I want to talk to a person please', hears: /colleague/ },
];

/** One customer, one issue, every channel: nothing is explained twice, and an agent's promise is kept in mind. */
export async function playStory(deps: StoryDeps): Promise<Story> {
  const { url, stores, lines, say } = deps;
  const person = await newPerson(stores);
  const desk = await agentAt({ url, stores }, 'Sam');
  const stage = createStage({ lines, person, say });
  try {
    for (const { on, says, hears } of chapters) {
      const answer = await stage.awaits(on, 'Bot', hears);
      await stage.says(on, says);
      await answer();
    }
    const caseId = (await stores.customers.get(person.customerId))?.open[0]?.caseId ?? '';
    await until(
      async () => (await stores.cases.get(caseId))?.owner === 'queue',
      () => 'nobody got the case',
    );
    await agentTakesOver({ desk, stage, stores }, caseId);
    const { said, heard } = stage;
    const seen = (await stage.on('portal')).sees;
    const told = { person, caseId, promise, said, heard: await heard(), seen: (await seen?.()) ?? [] };
    return { caseId, facts: await checkStory(deps, told) };
  } finally {
    await stage.close();
  }
}

type Scene = { desk: Desk; stage: Stage; stores: Pick<Stores, 'messages'> };

/** Sam answers where the customer is, promises something, and goes on elsewhere. */
async function agentTakesOver({ desk, stage, stores }: Scene, caseId: string): Promise<void> {
  await desk.act(caseId, { type: 'claim' });
  const reply = await stage.awaits('whatsapp', 'Sam', /Sam here/);
  await desk.act(caseId, { type: 'reply', text: `Sam here, I have read everything. ${promise}` });
  await reply();
  const made = (await desk.proposals(caseId)).find(({ text }) => text === promise);
  if (!made) throw new Error('the promise was not found in what the agent wrote');
  await desk.act(caseId, { type: 'promise', promise: made });
  stage.notes('The desk asks whether that was a promise; Sam says yes, and the case will remember it.');

  const thanks = 'Thank you Sam! Could I have that in writing by e-mail?';
  await stage.says('messenger', thanks);
  await until(
    async () => (await stores.messages.byCase(caseId)).some(({ text }) => text === thanks),
    () => 'the last message is not in the case',
  );
  const email = (await desk.places(caseId)).find(({ channel, why }) => channel === 'email' && !why);
  if (!email?.conversation) throw new Error('the case cannot go on by e-mail');
  await desk.act(caseId, { type: 'move', conversation: email.conversation });
  stage.notes('Sam moves the case to e-mail.');
  const mail = await stage.awaits('email', 'Sam', /in writing/);
  await desk.act(caseId, { type: 'reply', text: 'Here it is in writing: a call, tomorrow before noon. Sam' });
  await mail();
}
