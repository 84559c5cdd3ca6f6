import { randomUUID } from 'node:crypto';
import { createStep } from '@throughline/flow/step';
import { deciders } from '@throughline/nodes/deciders';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { CaseBundle } from '../cases/case-bundle.ts';
import { verifyBundle } from '../cases/case-bundle.ts';
import { readEvents } from '../channels/testing/read-events.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let runtime: CaseRuntime;
let api: TestApi;
let ana: Awaited<ReturnType<TestApi['signIn']>>;
let bo: typeof ana;
let admin: typeof ana;
let auditor: typeof ana;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({
      port: messages.at(-1)?.text.includes('person') ? 'unsure' : 'done',
      say: [{ text: `You said: ${messages.at(-1)?.text}` }],
      brief: { issue: { text: 'A broken grinder', messages: messages.map(({ id }) => id) } },
    }),
  });
  api = await startTestApi({
    database: runtime.database,
    gateway: runtime.gateway,
    deps: { heartbeatMs: 200 },
  });
  [ana, bo, admin, auditor] = [
    await api.signIn('agent'),
    await api.signIn('agent'),
    await api.signIn('admin'),
    await api.signIn('auditor'),
  ];
});

afterAll(async () => {
  await api?.stop();
  await runtime?.close();
});

type Shown = Record<string, never> & { id: string; owner: string };

/** A case that waits for a person. */
async function waitingCase(): Promise<{ id: string; visitor: string }> {
  const visitor = randomUUID();
  const { caseId } = await runtime.say('a person please, my grinder broke', { visitor });
  await eventually(
    async () => (await api.call('GET', `/api/cases/${caseId}`, undefined, ana.bearer)).json['case'] as Shown,
    ({ owner }) => owner === 'queue',
  );
  return { id: caseId, visitor };
}

const act = (who: typeof ana, id: string, type: string, more: object = {}, action: string = randomUUID()) =>
  api.call('POST', `/api/cases/${id}/actions`, { action, type, ...more }, who.cookie);

describe('cases', () => {
  it('lists those that wait, finds them by text, and turns pages', async () => {
    const made = [await waitingCase(), await waitingCase(), await waitingCase()];
    const list = async (query: string) =>
      (await api.call('GET', `/api/cases?${query}`, undefined, ana.bearer)).json as {
        cases: Shown[];
        next?: string;
      };
    const first = await list('queue=returns&limit=2');
    expect(first.cases.map(({ id }) => id)).toEqual([made[2]?.id, made[1]?.id]);
    expect(first.cases[0]).toMatchObject({
      owner: 'queue',
      channel: 'webchat',
      issue: 'A broken grinder',
      queue: { name: 'returns', reason: 'unsure' },
    });
    const wrong = await api.call('GET', '/api/cases?cursor=garbage', undefined, ana.bearer);
    expect([wrong.status, wrong.json]).toMatchObject([400, { errors: [{ field: 'cursor' }] }]);
    const second = await list(`queue=returns&limit=2&cursor=${first.next}`);
    expect(second.cases.map(({ id }) => id)).toContain(made[0]?.id);
    expect((await list(`text=${made[0]?.id}`)).cases.map(({ id }) => id)).toEqual([made[0]?.id]);
    expect((await list('text=.*')).cases).toEqual([]);
    expect((await list('agent=me')).cases).toEqual([]);
    const { queues } = (await api.call('GET', '/api/queues', undefined, ana.bearer)).json as {
      queues: { name: string; waiting: number }[];
    };
    expect(queues).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'returns', waiting: 3 }),
        expect.objectContaining({ name: 'people', waiting: 0 }),
      ]),
    );
  });

  it('is one agent’s at a time; what is refused says why and stays in the admin log', async () => {
    const { id } = await waitingCase();
    const action = randomUUID();
    const twice = await Promise.all([act(ana, id, 'claim', {}, action), act(ana, id, 'claim', {}, action)]);
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);

    const refused = await act(bo, id, 'reply', { text: 'Me too' });
    expect([refused.status, refused.json['code']]).toEqual([409, 'case.owned-by-another-agent']);
    const logged = await api.stores.users.logged({ subject: id, limit: 10 });
    expect(logged).toMatchObject([
      { actor: bo.id, action: 'case.reply', outcome: 'refused', reason: 'case.owned-by-another-agent' },
    ]);
    expect(JSON.stringify(logged)).not.toContain('Me too');

    expect((await act(ana, id, 'note', { text: 'Sends photos' })).status).toBe(200);
    expect((await act(ana, id, 'transfer', { queue: 'nowhere' })).json['code']).toBe('case.unknown-queue');
    expect(
      (await act(ana, id, 'transfer', { queue: 'people', reason: 'billing' })).json['case'],
    ).toMatchObject({ owner: 'queue', queue: { name: 'people' } });
    expect((await act(bo, id, 'claim')).json['case']).toMatchObject({ owner: 'agent', agent: { id: bo.id } });
    expect((await act(bo, id, 'close', { reason: 'solved' })).json['case']).toMatchObject({
      owner: 'nobody',
      closeReason: 'solved',
    });
    expect((await act(bo, id, 'reply', { text: 'late' })).json['code']).toBe('case.closed');
    const shown = (await api.call('GET', `/api/cases/${id}`, undefined, bo.bearer)).json as {
      messages: { from: string; text: string }[];
    };
    expect(shown.messages.filter(({ from }) => from === 'note').map(({ text }) => text)).toContain(
      'Sends photos',
    );
    const verified = (await api.call('GET', `/api/cases/${id}/verify`, undefined, auditor.bearer)).json;
    expect(verified['record']).toEqual({ ok: true, messages: shown.messages.length });
  });

  it('proposes what reads like a promise, keeps what is confirmed in mind, and comes back when it is due', async () => {
    const { id } = await waitingCase();
    const shown = async () =>
      (await api.call('GET', `/api/cases/${id}`, undefined, ana.bearer)).json as {
        proposals: { id: string; text: string; dueAt?: number; message: string }[];
        brief: { commitments: { id: string; state: string }[] };
        case: { owner: string; queue?: { reason: string } };
      };
    await act(ana, id, 'claim');
    await act(ana, id, 'reply', { text: "I'll call you tomorrow. We will send a new lid. Is that fine?" });
    const { proposals } = await shown();
    expect(proposals).toMatchObject([
      { text: "I'll call you tomorrow.", dueAt: expect.any(Number) },
      { text: 'We will send a new lid.' },
    ]);
    const [call, lid] = proposals as [(typeof proposals)[0], (typeof proposals)[0]];
    const soon = { ...call, dueAt: Date.now() + 1_500 };
    expect((await act(bo, id, 'promise', { promise: soon })).json['code']).toBe('case.not-owner');
    expect((await act(ana, id, 'promise', { promise: soon })).status).toBe(200);
    const path = `/api/cases/${id}/dismissed-promises`;
    expect((await api.call('POST', path, { promise: lid.id }, ana.cookie)).status).toBe(204);
    expect(await shown()).toMatchObject({
      proposals: [],
      brief: { commitments: [{ id: call.id, state: 'open' }] },
    });

    await act(ana, id, 'close', { reason: 'solved' });
    const back = await eventually(shown, (now) => now.case.owner === 'queue');
    expect(back.case.queue?.reason).toBe("promised: I'll call you tomorrow.");
    expect((await act(bo, id, 'settle', { promise: 'none', as: 'kept' })).json['code']).toBe(
      'case.unknown-promise',
    );
    expect((await act(bo, id, 'settle', { promise: call.id, as: 'broken' })).status).toBe(200);
    expect((await shown()).brief.commitments).toMatchObject([{ id: call.id, state: 'broken' }]);
    const verified = (await api.call('GET', `/api/cases/${id}/verify`, undefined, auditor.bearer)).json;
    expect(verified).toMatchObject({ chain: { ok: true }, replay: { ok: true }, record: { ok: true } });
  });

  it('shows its journal, which verifies here and offline from the exported file, and not when a word is changed', async () => {
    const { id } = await waitingCase();
    const journal = (await api.call('GET', `/api/cases/${id}/journal?limit=1000`, undefined, auditor.bearer))
      .json as {
      entries: Record<string, unknown>[];
      last: number;
    };
    expect(journal.entries.map(({ seq }) => seq)).toEqual(
      Array.from({ length: journal.last }, (_, index) => index + 1),
    );
    expect(journal.entries[0]).toMatchObject({ type: 'case.opened', prev: '' });
    expect(journal.entries.find(({ type }) => type === 'node.done')).toMatchObject({
      node: 'think',
      titles: { think: 'Think' },
      run: 'think#1',
      outcome: 'unsure',
    });
    const page = (await api.call('GET', `/api/cases/${id}/journal?from=2&limit=1`, undefined, auditor.bearer))
      .json as typeof journal;
    expect(page.entries).toEqual([journal.entries[1]]);

    const verified = (await api.call('GET', `/api/cases/${id}/verify`, undefined, auditor.bearer)).json;
    expect(verified).toEqual({
      chain: { ok: true, entries: journal.last },
      replay: { ok: true, events: journal.last },
      record: { ok: true, messages: expect.any(Number) },
    });

    const exported = await api.call('GET', `/api/cases/${id}/export`, undefined, auditor.bearer);
    expect(exported.headers.get('content-disposition')).toContain(`case-${id}.json`);
    const bundle = JSON.parse(exported.text) as CaseBundle;
    const step = createStep(deciders);
    expect(verifyBundle(bundle, step)).toEqual(verified);
    const changed = JSON.parse(exported.text.replaceAll('a person please', 'no person please')) as CaseBundle;
    expect(verifyBundle(changed, step).chain).toMatchObject({ ok: false, reason: 'content-changed' });
    expect(verifyBundle({ ...bundle, journal: bundle.journal.slice(0, -1) }, step).chain.ok).toBe(false);
    const forged = structuredClone(bundle);
    const content = forged.journal.at(-1)?.content;
    if (content) content.decision = 'f'.repeat(64);
    expect(verifyBundle(forged, step).replay).toMatchObject({
      ok: false,
      seq: journal.last,
      reason: 'decision-differs',
    });
  });

  it('is erased with its key when it is closed; the chain still verifies', async () => {
    const { id } = await waitingCase();
    const erase = () => api.call('DELETE', `/api/cases/${id}`, undefined, admin.cookie);
    expect((await erase()).json['code']).toBe('case.open');
    await act(ana, id, 'claim');
    await act(ana, id, 'close');
    expect((await erase()).status).toBe(204);
    const shown = await api.call('GET', `/api/cases/${id}`, undefined, ana.bearer);
    expect(shown.text).not.toContain('grinder');
    const journal = (await api.call('GET', `/api/cases/${id}/journal`, undefined, auditor.bearer)).json as {
      entries: { event: unknown }[];
    };
    expect(journal.entries.every(({ event }) => event === null)).toBe(true);
    const { chain, replay, record } = (
      await api.call('GET', `/api/cases/${id}/verify`, undefined, auditor.bearer)
    ).json as unknown as ReturnType<typeof verifyBundle>;
    expect(chain.ok).toBe(true);
    expect(replay).toMatchObject({ ok: false, reason: 'contents-erased' });
    expect(record).toEqual({ ok: false, reason: 'not-checked' });
  });

  it('belongs to a customer, who can be looked up and erased with all cases', async () => {
    const { id } = await waitingCase();
    const { customer } = (await api.call('GET', `/api/cases/${id}`, undefined, ana.bearer)).json as {
      customer: { id: string; verified: boolean };
    };
    expect(customer.verified).toBe(false);
    const path = `/api/customers/${customer.id}`;
    expect((await api.call('GET', path, undefined, ana.bearer)).json['cases']).toMatchObject([{ id }]);
    expect((await api.call('DELETE', path, undefined, admin.cookie)).json['code']).toBe('case.open');
    await act(ana, id, 'claim');
    await act(ana, id, 'close');
    expect((await api.call('DELETE', path, undefined, admin.cookie)).json).toEqual({ cases: [id] });
    expect((await api.call('GET', path, undefined, ana.bearer)).json['customer']).toMatchObject({
      identifiers: [],
      erasedAt: expect.any(Number),
    });
  });
});

describe('live events', () => {
  it('end when the account that listens is closed', async () => {
    const leaver = await api.signIn('agent');
    const stream = readEvents(`${api.url}/api/events?topics=cases`, leaver.cookie);
    await stream.opened;
    await api.call('PATCH', `/api/users/${leaver.id}`, { disabled: true }, admin.cookie);
    await expect(stream.ended).resolves.toBeUndefined();
  });

  it('follow topics, resume without a gap, and say when events were missed', async () => {
    const url = `${api.url}/api/events?topics=cases,queues`;
    const first = readEvents(url, ana.bearer);
    await first.opened;
    const { id } = await waitingCase();
    const changed = await first.until(({ type, data }) => type === 'case.changed' && data['id'] === id);
    await first.close();
    await act(ana, id, 'claim');
    const second = readEvents(url, { ...ana.bearer, 'Last-Event-ID': String(changed.id) });
    const next = await second.until(({ type, data }) => type === 'case.changed' && data['id'] === id);
    expect(Number(next.id)).toBeGreaterThan(Number(changed.id));
    await second.close();

    await api.stores.feed.trim({ keep: 1, olderThanMs: 3_600_000, now: Date.now() + 3_600_000 });
    for (const stale of ['1', '999999999']) {
      const third = readEvents(url, { ...ana.bearer, 'Last-Event-ID': stale });
      expect((await third.until(({ type }) => type === 'reset')).id).toMatch(/^\d+$/);
      await third.close();
    }
  });
});
