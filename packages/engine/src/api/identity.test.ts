import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { caseRow } from '../testing/case-row.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;
let agent: Awaited<ReturnType<TestApi['signIn']>>;
let ops: Awaited<ReturnType<TestApi['signIn']>>;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
  [agent, ops] = [await api.signIn('agent'), await api.signIn('ops')];
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

const at = Date.now() - 60_000;

async function person(name: string) {
  const { customers, cases } = database.stores;
  const email = { kind: 'email', value: `${name.toLowerCase()}-${randomUUID()}@example.com` };
  const identifiers = [{ ...email, level: 'verified' as const, evidence: 'dmarc' }];
  const { _id: id } = await customers.findOrCreate({ identifiers, at, name });
  const { caseId } = await customers.openCaseFor(id, { newCaseId: randomUUID(), at, reopenWithinMs: 0 });
  await cases.create(
    caseRow(caseId, { customerId: id, conversation: randomUUID(), openedAt: at, updatedAt: at }),
  );
  return { id, caseId, email };
}

const customer = async (id: string) =>
  (await api.call('GET', `/api/customers/${id}`, undefined, agent.bearer)).json as {
    customer: { id: string; name: string; identifiers: { value: string }[] };
    cases: { id: string }[];
  };

describe('merging by hand', () => {
  it('makes them one, shows why, and is undone', async () => {
    const [ana, anna] = [await person('Ana'), await person('Anna')];
    const body = { into: anna.id, reason: 'She said so on the phone', evidence: 'Order 4711 is in both' };
    const merged = await api.call('POST', `/api/customers/${ana.id}/merge`, body, agent.bearer);
    expect(merged.status, merged.text).toBe(200);
    expect(merged.json).toMatchObject({ from: ana.id, ...body, author: agent.id, state: 'merged' });
    for (const { id } of [ana, anna]) {
      const shown = await customer(id);
      expect(shown.customer).toMatchObject({ id: anna.id, name: 'Anna' });
      expect(shown.cases.map((one) => one.id).toSorted()).toEqual([ana.caseId, anna.caseId].toSorted());
      expect(shown.customer.identifiers).toHaveLength(2);
      const listed = await api.call('GET', `/api/cases?customer=${id}`, undefined, agent.bearer);
      expect(listed.json['cases']).toHaveLength(2);
    }
    const kase = await api.call('GET', `/api/cases/${ana.caseId}`, undefined, agent.bearer);
    expect(JSON.stringify(kase.json)).toContain(anna.id);

    const again = await api.call('POST', `/api/customers/${ana.id}/merge`, body, agent.bearer);
    expect(again.json['id']).toBe(merged.json['id']);
    const undo = `/api/customers/${anna.id}/merges/${String(merged.json['id'])}/undo`;
    const undone = await api.call('POST', undo, { reason: 'Two sisters' }, ops.bearer);
    expect(undone.status, undone.text).toBe(200);
    expect(undone.json).toMatchObject({ state: 'undone', undone: { author: ops.id, reason: 'Two sisters' } });
    expect((await customer(ana.id)).customer).toMatchObject({ id: ana.id, name: 'Ana' });
    expect((await customer(anna.id)).cases.map((one) => one.id)).toEqual([anna.caseId]);
    for (const { id } of [ana, anna]) {
      const { json } = await api.call('GET', `/api/customers/${id}/merges`, undefined, agent.bearer);
      expect(json['merges']).toEqual([undone.json]);
    }
    const log = await database.stores.users.logged({ subject: anna.id, limit: 10 });
    expect(log.map(({ action, actor }) => [action, actor])).toEqual([
      ['customer.unmerge', ops.id],
      ['customer.merge', agent.id],
    ]);
  });

  it('refuses what cannot be, with a reason', async () => {
    const [ana, bo] = [await person('Ana'), await person('Bo')];
    const into = (id: string, other: string) =>
      api.call('POST', `/api/customers/${id}/merge`, { into: other, reason: 'one' }, agent.bearer);
    expect((await into('nobody', ana.id)).json).toMatchObject({ status: 404, code: 'customer.not-found' });
    expect((await into(ana.id, ana.id)).json).toMatchObject({ status: 409, code: 'customer.same' });
    const merged = await into(ana.id, bo.id);
    const stranger = await person('Cy');
    const undo = (id: string, merge: string) =>
      api.call('POST', `/api/customers/${id}/merges/${merge}/undo`, { reason: 'x' }, agent.bearer);
    expect((await undo(ana.id, 'none')).json['code']).toBe('merge.not-found');
    expect((await undo(stranger.id, String(merged.json['id']))).json['code']).toBe('merge.not-found');
    const empty = await api.call('POST', `/api/customers/${ana.id}/merge`, { into: bo.id }, agent.bearer);
    expect(empty.status).toBe(422);
  });

  it('is suggested, with the reason', async () => {
    const [ana, bo] = [await person('Ana'), await person('Bo')];
    await database.stores.customers.claim({
      ...ana.email,
      customerId: bo.id,
      evidence: 'said',
      author: 'f',
      at,
    });
    const { json } = await api.call('GET', `/api/customers/${bo.id}/suggestions`, undefined, agent.bearer);
    expect(json).toEqual({
      suggestions: [
        { customerId: ana.id, name: 'Ana', reasons: [{ code: 'claims-verified', ...ana.email }] },
      ],
    });
  });
});

describe('trying a contact', () => {
  const tried = (body: unknown) => api.call('POST', '/api/identity/try', body, ops.bearer);

  it('says who it would be and which case it goes to, and changes nothing', async () => {
    const ana = await person('Ana');
    const before = await counts();
    const known = await tried({ identifiers: [{ kind: 'email', value: ana.email.value.toUpperCase() }] });
    expect(known.json).toMatchObject({
      outcome: 'attach',
      customer: { customerId: ana.id, name: 'Ana' },
      identifiers: [{ ...ana.email, level: 'verified' }],
      case: { is: 'open', caseId: ana.caseId },
      why: ['The channel proves the e-mail address, and one customer holds it as verified.'],
    });
    const claim = await tried({
      identifiers: [{ kind: 'phone', value: '+447700900555' }],
      text: `It is me, ${ana.email.value}`,
    });
    expect(claim.json).toMatchObject({
      outcome: 'open',
      case: { is: 'new' },
      suggest: [{ customerId: ana.id, name: 'Ana', reason: 'claims-verified' }],
      ask: [{ customerId: ana.id, identifier: ana.email }],
    });
    expect(await counts()).toEqual(before);
  });

  it('says that a shared identifier leads to nobody', async () => {
    const ana = await person('Ana');
    const body = { ...ana.email, shared: true };
    expect((await api.call('PUT', '/api/identity/shared', body, ops.bearer)).status).toBe(204);
    expect((await tried({ identifiers: [ana.email] })).json).toMatchObject({
      outcome: 'guest',
      claims: [ana.email],
      suggest: [{ customerId: ana.id, reason: 'shared' }],
    });
    const shown = await customer(ana.id);
    expect(shown.customer.identifiers).toMatchObject([{ shared: true }]);
    expect(
      (await api.call('PUT', '/api/identity/shared', { ...body, shared: false }, ops.bearer)).status,
    ).toBe(204);
    expect((await tried({ identifiers: [ana.email] })).json).toMatchObject({ outcome: 'attach' });
  });

  it('refuses what is no contact', async () => {
    expect((await tried({ identifiers: [] })).status).toBe(422);
    expect((await tried({ identifiers: [{ kind: 'phone', value: 'x' }], at: 'yesterday' })).status).toBe(422);
  });

  async function counts() {
    const names = ['customers', 'identifiers', 'guests', 'cases', 'merges', 'proofs'];
    return Promise.all(names.map((name) => database.db.collection(name).countDocuments()));
  }
});
