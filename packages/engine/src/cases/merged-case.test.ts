import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';

let runtime: CaseRuntime;
const seen: { text: string; customer: { id: string; name?: string } }[] = [];

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages, customer }) => {
      const text = messages.at(-1)?.text ?? '';
      seen.push({ text, customer });
      return { port: 'done', say: [{ text: `re: ${text}` }] };
    },
  });
});
afterAll(() => runtime?.close());

async function says(visitor: string, text: string): Promise<string> {
  const { caseId } = await runtime.say(text, { visitor });
  await eventually(
    () => runtime.heard(visitor),
    (heard) => heard.includes(`re: ${text}`),
  );
  return caseId;
}

const customerAt = (text: string) => seen.find((one) => one.text === text)?.customer;

it('a running case goes on with who the customer is now, and forgets them when the merge is undone', async () => {
  const { customers, cases } = runtime.stores;
  const [caseOfAna, caseOfBo] = [await says('ana', 'ana 1'), await says('bo', 'bo 1')];
  const [ana, bo] = [(await cases.get(caseOfAna))!.customerId, (await cases.get(caseOfBo))!.customerId];
  await customers.update(bo, { name: 'Bo', facts: { vip: true } });

  const grounds = { author: 'agent', reason: 'one person', evidence: '', at: Date.now() };
  const merged = await customers.merge({ from: ana, into: bo, ...grounds });
  if (!merged.ok) throw new Error(merged.code);
  expect(await says('ana', 'ana 2')).toBe(caseOfAna);
  expect(customerAt('ana 2')).toMatchObject({ id: bo, name: 'Bo', facts: { vip: true } });
  expect(await says('bo', 'bo 2')).toBe(caseOfBo);

  await customers.undoMerge(merged.merge._id, { author: 'agent', reason: 'two people', at: Date.now() });
  expect(await says('ana', 'ana 3')).toBe(caseOfAna);
  expect(customerAt('ana 3')).toEqual({ id: ana, verified: false });
  expect(await says('bo', 'bo 3')).toBe(caseOfBo);
  expect(customerAt('bo 3')?.id).toBe(bo);
  const of = async (id: string) =>
    (await cases.list({ customerId: id, limit: 10 })).cases.map(({ _id }) => _id);
  expect([await of(ana), await of(bo)]).toEqual([[caseOfAna], [caseOfBo]]);
  const whose = await runtime.database.db
    .collection('messages')
    .distinct('customerId', { caseId: caseOfAna });
  expect(whose).toEqual([ana]);
});

it('a mail of a thread stays with whom the thread came to, when the merge is undone', async () => {
  const { customers, cases, messages, conversations } = runtime.stores;
  const at = Date.now();
  const writes = (name: string, n: number, inThread: boolean) =>
    runtime.gateway.receive({
      channel: 'webchat',
      providerMessageId: `${name}-${n}`,
      conversation: `thread-${name}`,
      messageId: `thread-${name}:${n}`,
      text: `${name} ${n}`,
      at: at + n,
      identifiers: [{ kind: 'email', value: `${name}@thread.example`, level: 'verified', evidence: 'dmarc' }],
      reach: { ours: 'us', theirs: `${name}@thread.example` },
      ...(inThread && { inThread: true }),
    });
  const first = (await writes('cleo', 1, false)).caseId;
  const cleo = (await cases.get(first))!.customerId;
  const dan = (await cases.get((await writes('dan', 1, false)).caseId))!.customerId;
  await customers.closeCase(cleo, first, 1);
  const grounds = { author: 'agent', reason: 'one person', evidence: '', at };
  const merged = await customers.merge({ from: cleo, into: dan, ...grounds });
  if (!merged.ok) throw new Error(merged.code);
  await customers.closeCase(dan, (await customers.get(dan))!.open[0]!.caseId, 2);
  const between = (await writes('cleo', 2, true)).caseId;
  expect(await cases.get(between)).toMatchObject({ customerId: dan, cameTo: cleo });

  await customers.undoMerge(merged.merge._id, { author: 'agent', reason: 'two people', at });
  expect((await cases.get(between))?.customerId).toBe(cleo);
  expect((await messages.get(['thread-cleo:2']))[0]?.customerId).toBe(cleo);
  expect((await conversations.get('thread-cleo'))?.customerId).toBe(cleo);
  expect((await customers.get(cleo))?.open.map(({ caseId }) => caseId)).toEqual([between]);
  expect((await customers.get(dan))?.open).toEqual([]);
});

it('somebody at another person’s phone has a case of their own', async () => {
  const identifiers = [
    { kind: 'phone', value: '+447700900321', level: 'verified' as const, evidence: 'sms' },
  ];
  let n = 0;
  const sms = (text: string) =>
    runtime.gateway.receive({
      channel: 'webchat',
      providerMessageId: `sms-${n++}`,
      conversation: 'sms-321',
      messageId: `sms-321:${n}`,
      text,
      at: Date.now(),
      identifiers,
    });
  const brothers = (await sms('Where is my tent?')).caseId;
  const guests = (await sms("I'm writing from my brother's phone: where is my stove?")).caseId;
  expect(guests).not.toBe(brothers);
  expect((await sms('It is a red one')).caseId).toBe(guests);
  const [one, other] = [await runtime.stores.cases.get(brothers), await runtime.stores.cases.get(guests)];
  expect(one?.customerId).not.toBe(other?.customerId);
});
