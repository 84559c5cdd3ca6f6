import type { Stores } from '../stores/database.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { Fact } from './fact.ts';
import type { Person, Seen } from './line.ts';
import type { StoryDeps } from './play-story.ts';

export type Told = {
  person: Person;
  caseId: string;
  /** What the agent promised, in the agent's words. */
  promise: string;
  /** By the customer, in order. */
  said: Seen[];
  /** By the customer, wherever. */
  heard: string[];
  /** At the portal, when all was over. */
  seen: Seen[];
};

/** What the story shows, looked up in the stores and at the API afterwards. */
export async function checkStory(deps: Omit<StoryDeps, 'lines' | 'say'>, told: Told): Promise<Fact[]> {
  const { customers, cases, messages } = deps.stores;
  const { person, caseId, said, heard, seen, promise } = told;
  const [customer, row, all, page] = await Promise.all([
    customers.get(person.customerId),
    cases.get(caseId),
    messages.byCase(caseId),
    cases.list({ customerId: person.customerId, limit: 10 }),
  ]);
  const texts = all.filter(({ from }) => from !== 'note');
  const verdict = await verdictOn(deps, caseId);
  return [
    {
      claim: 'It is one case of one customer',
      holds: page.cases.length === 1 && customer?.open.length === 1 && row?.customerId === person.customerId,
      found: `${page.cases.length} cases`,
    },
    keptAll(said, texts),
    askedOnce(heard),
    ...inMind(row, { texts, promise }),
    {
      claim: 'The portal shows all of it, whatever the channel',
      holds: same(seen, texts),
      found: `${seen.length} of ${texts.length} messages`,
    },
    {
      claim: 'The journal verifies',
      holds: verdict.every(({ ok }) => ok),
      found: verdict.map(({ proof, ok }) => `${proof} ${ok ? 'whole' : 'BROKEN'}`).join(', '),
    },
  ];
}

function keptAll(said: readonly Seen[], texts: readonly MessageRow[]): Fact {
  const theirs = texts.filter(({ from }) => from === 'customer');
  const channels = new Set(theirs.map(({ channel }) => channel));
  return {
    claim: `What she said on ${new Set(said.map(({ channel }) => channel)).size} channels is in it, once and in order`,
    holds: same(said, theirs),
    found: `${theirs.length} messages on ${[...channels].join(', ')}`,
  };
}

/** Every question that anybody asked her, and above all the one that she answered on another channel. */
function askedOnce(heard: readonly string[]): Fact {
  const questions = heard.flatMap((text) => text.match(/[^.!?\n]+\?/g) ?? []).map((text) => text.trim());
  const twice = questions.filter((question, index) => questions.indexOf(question) !== index);
  const forNumber = questions.filter((question) => /order number/i.test(question));
  return {
    claim: 'Nothing was asked twice',
    holds: forNumber.length === 1 && twice.length === 0,
    found: twice.length > 0 ? `asked again: ${twice.join(' ')}` : `asked: ${questions.join(' ')}`,
  };
}

type Row = Awaited<ReturnType<Stores['cases']['get']>>;

function inMind(row: Row, { texts, promise }: { texts: readonly MessageRow[]; promise: string }): Fact[] {
  const given = row?.brief?.facts.filter(({ name }) => name === 'orderNumber') ?? [];
  const source = texts.find(({ _id }) => given[0]?.messages.includes(_id));
  const commitment = row?.brief?.commitments.find(({ text }) => text === promise);
  const made = texts.find(({ _id }) => commitment?.messages.includes(_id));
  const last = texts.findLast(({ from }) => from === 'agent');
  return [
    {
      claim: 'The order number that she gave by SMS is in the brief, with that message',
      holds: given.length === 1 && given[0]?.value === 'TE-104233' && source?.channel === 'sms',
      found: `${given.map(({ value }) => value).join(', ') || 'none'}, from ${source?.channel ?? 'nowhere'}`,
    },
    {
      claim: 'What the agent promised on WhatsApp is kept in mind, with its time',
      holds:
        commitment?.state === 'open' &&
        (commitment.dueAt ?? 0) > Date.now() &&
        made?.from === 'agent' &&
        made.channel === 'whatsapp',
      found: commitment?.dueAt ? `due ${new Date(commitment.dueAt).toISOString()}` : 'no promise with a time',
    },
    {
      claim: 'Moved to e-mail by the agent, it went on there',
      holds: last?.channel === 'email',
      found: `the last answer went by ${last?.channel ?? 'nothing'}`,
    },
  ];
}

function same(one: readonly Seen[], other: readonly Seen[]): boolean {
  const shown = (all: readonly Seen[]) => JSON.stringify(all.map(({ channel, text }) => [channel, text]));
  return one.length > 0 && shown(one) === shown(other);
}

async function verdictOn(
  { url, token }: Pick<StoryDeps, 'url' | 'token'>,
  caseId: string,
): Promise<{ proof: string; ok: boolean }[]> {
  const response = await fetch(`${url}/api/cases/${caseId}/verify`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(20_000),
  });
  const verdict = (await response.json()) as { [proof: string]: { ok?: boolean } };
  return ['chain', 'replay', 'record'].map((proof) => ({
    proof,
    ok: response.ok && verdict[proof]?.ok === true,
  }));
}
