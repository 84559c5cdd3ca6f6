import { randomUUID } from 'node:crypto';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import { exportCase, verifyBundle } from './case-bundle.ts';
import type { AgentAction, LinkResult } from './gateway.ts';
import { relay } from './relay.ts';

let runtime: CaseRuntime;
const ana = { id: 'ana', name: 'Ana' };
const bo = { id: 'bo', name: 'Bo' };
let tent = '';
let stove = '';
let cases: { tent: string; stove: string };

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({
      port: messages.at(-1)?.text.includes('person') ? 'unsure' : 'done',
      say: [{ text: `re: ${messages.map(({ text }) => text).join(' ')}` }],
      brief: { facts: [{ text: `About ${messages[0]?.text}`, messages: messages.map(({ id }) => id) }] },
    }),
  });
});
afterAll(() => runtime?.close());

/** One customer with two open cases, each in a conversation of its own. */
beforeEach(async () => {
  [tent, stove] = [randomUUID(), randomUUID()];
  cases = { tent: await says(tent, 'Where is my tent?'), stove: await says(stove, 'My stove is broken') };
  const customerOf = async (id: string) => (await runtime.stores.cases.get(id))!.customerId;
  const grounds = { author: 'agent', reason: 'one person', evidence: '', at: Date.now() };
  const pair = { from: await customerOf(cases.stove), into: await customerOf(cases.tent) };
  const merged = await runtime.stores.customers.merge({ ...pair, ...grounds });
  if (!merged.ok) throw new Error(merged.code);
});

async function says(visitor: string, text: string): Promise<string> {
  const { caseId } = await runtime.say(text, { visitor });
  await eventually(
    () => runtime.heard(visitor),
    (heard) => heard.some((one) => one.includes(text)),
  );
  return caseId;
}

const act = (caseId: string, type: AgentAction['type'], more: Partial<AgentAction> = {}) =>
  runtime.gateway.act(caseId, { action: randomUUID(), type, agent: ana, ...more });
const join = (from: string, into: string, { action = randomUUID() as string, agent = ana } = {}) =>
  runtime.gateway.join(from, { action, agent, into });
const undo = (made: LinkResult, agent = ana) =>
  runtime.gateway.undoLink(made.ok ? made.link._id : '', { action: randomUUID(), agent });
const row = async (id: string) => (await runtime.stores.cases.get(id))!;
const openList = async () =>
  (await runtime.stores.customers.get((await row(cases.tent)).customerId))!.open.map(({ caseId }) => caseId);
const shown = async (id: string) => {
  const messages = await runtime.stores.messages.shownIn(await runtime.stores.caseLinks.partsOf(id));
  return messages.filter(({ from }) => from !== 'note').map(({ text }) => text);
};
const until = (id: string, passes: (one: Awaited<ReturnType<typeof row>>) => boolean) =>
  eventually(() => row(id), passes);

/** Chain, decisions and record of every case hold. */
async function proves(...ids: string[]) {
  for (const id of ids) {
    const bundle = await exportCase(runtime.stores, id);
    expect(verifyBundle(bundle!, createStep(deciders))).toMatchObject({
      chain: { ok: true },
      replay: { ok: true },
      record: { ok: true },
    });
  }
}

describe('a join', () => {
  it('makes one case of two, and undone, two of one, each as it was', async () => {
    await act(cases.stove, 'claim');
    await says(tent, 'It should be here');
    await runtime.say('Are you there?', { visitor: stove });
    await until(cases.stove, ({ unread }) => unread === 1);
    const promise = { id: 'p1', text: 'A call.', messages: [], dueAt: Date.now() + 3_600_000 };
    await act(cases.stove, 'promise', { promise });
    await act(cases.tent, 'claim', { agent: bo });
    const before = { tent: await shown(cases.tent), stove: await shown(cases.stove) };

    const joined = await join(cases.stove, cases.tent);
    expect(joined).toMatchObject({ ok: true, link: { state: 'done' } });
    expect(await row(cases.stove)).toMatchObject({
      owner: 'nobody',
      joinedInto: cases.tent,
      closeReason: 'joined',
    });
    expect(await until(cases.tent, ({ unread }) => unread === 1)).toMatchObject({
      owner: 'agent',
      agent: bo,
      brief: { commitments: [{ id: 'p1', state: 'open' }] },
    });
    expect(await openList()).toEqual([cases.tent]);
    expect((await shown(cases.tent)).toSorted()).toEqual([...before.tent, ...before.stove].toSorted());
    expect(await act(cases.stove, 'claim')).toMatchObject({ ok: false, code: 'case.joined' });

    // What is said in the other conversation goes to the case that goes on, and is answered there.
    expect((await runtime.say('Hello?', { visitor: stove })).caseId).toBe(cases.tent);
    await until(cases.tent, ({ unread }) => unread === 2);
    await act(cases.tent, 'reply', { agent: bo, text: 'Both come tomorrow.' });
    await eventually(
      () => runtime.heard(stove),
      (heard) => heard.includes('Both come tomorrow.'),
    );
    await act(cases.tent, 'settle', { agent: bo, settles: 'p1', as: 'kept' });

    expect(await undo(joined, bo)).toMatchObject({ ok: true, link: { state: 'undone' } });
    expect(await until(cases.stove, ({ owner }) => owner === 'agent')).toMatchObject({
      agent: ana,
      unread: 0,
      brief: { commitments: [{ id: 'p1', state: 'kept' }] },
    });
    expect(await row(cases.stove)).not.toHaveProperty('joinedInto');
    expect(await row(cases.tent)).toMatchObject({ agent: bo, brief: { commitments: [] } });
    expect((await openList()).toSorted()).toEqual([cases.tent, cases.stove].toSorted());
    expect(await shown(cases.stove)).toEqual(before.stove);
    expect(await shown(cases.tent)).toEqual([...before.tent, 'Hello?', 'Both come tomorrow.']);
    expect((await row(cases.stove)).lastMessage?.text).toBe('Are you there?');
    // The last word in a conversation decides: it was the other case's; now it is this one's again.
    await act(cases.stove, 'reply', { text: 'About the stove:' });
    await eventually(
      () => runtime.heard(stove),
      (heard) => heard.includes('About the stove:'),
    );
    expect((await runtime.say('Yes?', { visitor: stove })).caseId).toBe(cases.stove);
    await until(cases.stove, ({ unread }) => unread === 1);
    await proves(cases.tent, cases.stove);
  }, 60_000);

  it('hands what nobody has answered to the flow, which answers it once', async () => {
    await says(stove, 'a person please');
    await until(cases.stove, ({ owner }) => owner === 'queue');
    expect((await row(cases.stove)).unread).toBe(1);
    await join(cases.stove, cases.tent);
    await until(cases.tent, ({ owner }) => owner === 'queue');
    await eventually(
      () => runtime.heard(stove),
      (heard) => heard.filter((text) => text.includes('a person please')).length === 2,
    );
    await proves(cases.tent, cases.stove);
  }, 30_000);

  it('is finished by the relay when whoever began it ended between the two cases', async () => {
    await act(cases.stove, 'claim');
    await runtime.say('Are you there?', { visitor: stove });
    await until(cases.stove, ({ unread }) => unread === 1);
    const { find } = runtime.stores.journal;
    let asked = 0;
    // The second case is not told: the process ends when it looks whether it was.
    runtime.stores.journal.find = async (caseId, eventId) => {
      if (caseId === cases.tent && asked++ === 0) throw new Error('the process ended');
      return find(caseId, eventId);
    };
    const action = randomUUID();
    await expect(join(cases.stove, cases.tent, { action })).rejects.toThrow('the process ended');
    expect(await row(cases.stove)).toMatchObject({ owner: 'nobody', joinedInto: cases.tent });
    expect((await row(cases.tent)).unread).toBe(0);
    expect((await runtime.say('Hello?', { visitor: stove })).caseId).toBe(cases.tent);
    await relay(runtime, 0);
    await eventually(
      () => runtime.heard(stove),
      (heard) =>
        heard.some((text) => text.includes('Are you there?')) &&
        heard.some((text) => text.includes('Hello?')),
    );
    expect(await runtime.stores.caseLinks.get(action)).toMatchObject({ state: 'done' });
    expect(await join(cases.stove, cases.tent, { action })).toMatchObject({ ok: true });
    const again = (await runtime.stores.journal.read(cases.tent)).filter(
      ({ entry }) => entry.type === 'agent.tookIn',
    );
    expect(again).toHaveLength(1);
    await proves(cases.tent, cases.stove);
  }, 30_000);

  it('is one of those that two agents want at once, and never a circle', async () => {
    const made = await Promise.all([
      join(cases.stove, cases.tent),
      join(cases.tent, cases.stove, { agent: bo }),
    ]);
    expect(made.filter(({ ok }) => ok)).toHaveLength(1);
    expect(made.find(({ ok }) => !ok)).toMatchObject({ code: 'case.joined' });
    const rows = await Promise.all([row(cases.tent), row(cases.stove)]);
    expect(rows.filter(({ joinedInto }) => joinedInto !== undefined)).toHaveLength(1);
    const action = randomUUID();
    const undone = await Promise.all([
      undo(made.find(({ ok }) => ok)!),
      undo(
        made.find(({ ok }) => ok)!,
        bo,
      ),
    ]);
    expect(undone.map(({ ok }) => ok)).toEqual([true, true]);
    const twice = [1, 2].map(() => join(cases.stove, cases.tent, { action }));
    expect((await Promise.all(twice)).map(({ ok }) => ok)).toEqual([true, true]);
    await proves(cases.tent, cases.stove);
  }, 30_000);

  it('is refused with the reason', async () => {
    const refused = async (made: Promise<LinkResult>) => {
      const result = await made;
      return result.ok ? 'done' : result.code;
    };
    const other = await says(randomUUID(), 'Somebody else');
    expect(await refused(join(cases.stove, cases.stove))).toBe('case.same');
    expect(await refused(join(cases.stove, other))).toBe('case.other-customer');
    expect(await refused(join(cases.stove, 'nothing'))).toBe('case.not-found');
    await act(cases.stove, 'claim', { agent: bo });
    expect(await refused(join(cases.stove, cases.tent))).toBe('case.owned-by-another-agent');
    await act(cases.tent, 'close', {});
    expect(await refused(join(cases.stove, cases.tent, { agent: bo }))).toBe('case.closed');
    expect(await row(cases.stove)).toMatchObject({ owner: 'agent' });
  }, 30_000);
});

describe('a split', () => {
  it('opens a case with what was chosen, tells the customer nothing, and gives it back with what came since', async () => {
    await act(cases.tent, 'claim');
    await runtime.say('Also, my lamp is dim', { visitor: tent });
    await runtime.say('And the tent?', { visitor: tent });
    await until(cases.tent, ({ unread }) => unread === 2);
    const before = await shown(cases.tent);
    const heard = await runtime.heard(tent);
    const chosen = (await runtime.stores.messages.byCase(cases.tent)).filter(({ text }) =>
      text.includes('lamp'),
    );
    const messages = chosen.map(({ _id }) => _id);
    const split = await runtime.gateway.split(cases.tent, { action: randomUUID(), agent: ana, messages });
    if (!split.ok) throw new Error(split.code);
    const lamp = split.link.into;
    expect(await until(lamp, ({ owner }) => owner === 'agent')).toMatchObject({
      agent: ana,
      unread: 1,
      brief: { issue: { text: 'Also, my lamp is dim', messages } },
    });
    expect(await shown(lamp)).toEqual(['Also, my lamp is dim']);
    expect(await shown(cases.tent)).toEqual(before.filter((text) => !text.includes('lamp')));
    expect(await row(cases.tent)).toMatchObject({ unread: 1 });
    expect((await row(lamp)).lastMessage?.text).toBe('Also, my lamp is dim');
    expect(await openList()).toContain(lamp);
    expect(await runtime.heard(tent)).toEqual(heard);

    // The last word in the conversation is the tent's; after an answer about the lamp, it is the lamp's.
    expect((await runtime.say('Any news?', { visitor: tent })).caseId).toBe(cases.tent);
    await act(lamp, 'reply', { text: 'Charge it.' });
    await eventually(
      () => runtime.heard(tent),
      (said) => said.includes('Charge it.'),
    );
    expect((await runtime.say('It works', { visitor: tent })).caseId).toBe(lamp);
    await until(lamp, ({ unread }) => unread === 1);

    expect(await undo(split)).toMatchObject({ ok: true });
    expect(await row(lamp)).toMatchObject({ owner: 'nobody', joinedInto: cases.tent });
    await until(cases.tent, ({ unread }) => unread === 3);
    expect(await shown(cases.tent)).toEqual([...before, 'Any news?', 'Charge it.', 'It works']);
    expect(await openList()).not.toContain(lamp);
    expect((await runtime.say('Thanks', { visitor: tent })).caseId).toBe(cases.tent);
    await until(cases.tent, ({ unread }) => unread === 4);
    await proves(cases.tent, lamp);
  }, 30_000);

  it('needs the case to be yours, and something to be left', async () => {
    const ids = (await runtime.stores.messages.byCase(cases.tent)).map(({ _id }) => _id);
    const split = (messages: string[]) =>
      runtime.gateway.split(cases.tent, { action: randomUUID(), agent: ana, messages });
    expect(await split(ids.slice(0, 1))).toMatchObject({ code: 'case.not-owner' });
    await act(cases.tent, 'claim');
    expect(await split(ids.slice(0, 1))).toMatchObject({ code: 'case.nothing-left' });
    expect(await split(['nothing'])).toMatchObject({ code: 'case.nothing-left' });
  });

  it('leaves nothing of the customer when they are erased', async () => {
    await act(cases.tent, 'claim');
    await runtime.say('Also, my lamp is dim', { visitor: tent });
    await until(cases.tent, ({ unread }) => unread === 1);
    const [last] = (await runtime.stores.messages.lastOfCase(cases.tent, 1)).map(({ _id }) => _id);
    const split = await runtime.gateway.split(cases.tent, {
      action: randomUUID(),
      agent: ana,
      messages: [last!],
    });
    if (!split.ok) throw new Error(split.code);
    await join(cases.stove, cases.tent);
    for (const id of [cases.tent, split.link.into]) {
      await act(id, 'close');
      await until(id, ({ owner }) => owner === 'nobody');
    }
    const { customerId } = await row(cases.tent);
    const erased = await runtime.stores.eraser.eraseCustomer(customerId, Date.now());
    expect(erased?.cases.toSorted()).toEqual([cases.tent, cases.stove, split.link.into].toSorted());
    for (const id of erased?.cases ?? []) {
      expect(await runtime.stores.messages.byCase(id)).not.toContainEqual(
        expect.objectContaining({ text: /./ }),
      );
      expect((await runtime.stores.messages.byCase(id)).map(({ text }) => text).join('')).toBe('');
      expect((await runtime.stores.journal.read(id)).every(({ content }) => content === undefined)).toBe(
        true,
      );
    }
  }, 30_000);
});
