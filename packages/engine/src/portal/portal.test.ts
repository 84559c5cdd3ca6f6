import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestApi } from '../api/testing/test-api.ts';
import { startTestApi } from '../api/testing/test-api.ts';
import { png } from '../files/testing/pictures.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';

let runtime: CaseRuntime;
let api: TestApi;

beforeAll(async () => {
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({ port: 'done', say: [{ text: `re: ${messages.at(-1)?.text ?? ''}` }] }),
  });
  api = await startTestApi({
    database: runtime.database,
    gateway: runtime.gateway,
  });
});
afterAll(async () => {
  await api?.stop();
  await runtime?.close();
});

type Person = { id: string; email: string; caseId: string };

/** Somebody with a case that began in the web chat, whose e-mail address is proven too. */
async function person(text = 'My kettle leaks'): Promise<Person> {
  const email = `${randomUUID()}@example.com`;
  const at = Date.now();
  const { caseId } = await runtime.gateway.receive({
    ...{ channel: 'webchat', providerMessageId: randomUUID(), messageId: randomUUID(), text, at },
    conversation: randomUUID(),
    identifiers: [{ kind: 'email', value: email, level: 'verified', evidence: 'test' }],
  });
  const id = (await runtime.stores.cases.get(caseId))!.customerId;
  return { id, email, caseId };
}

const ask = (to: string) => api.call('POST', '/channels/portal/codes', { to });

/** The newest that went there. */
async function codeFor(to: string): Promise<string> {
  const find = () => api.codes.findLast(({ identifier }) => identifier.value === to)?.code;
  return (
    (await eventually(
      async () => find(),
      (code) => code !== undefined,
    )) ?? ''
  );
}

async function signIn(to: string) {
  const proof = String((await ask(to)).json['proof']);
  const code = await codeFor(to);
  const signed = await api.call('POST', '/channels/portal/session', { to, proof, code });
  const cookie = /throughline-portal=[^;]+/.exec(signed.headers.get('set-cookie') ?? '')?.[0] ?? '';
  return { signed, headers: { Cookie: cookie, 'X-Throughline': '1' } };
}

type Headers = Record<string, string>;
const get = async (path: string, headers: Headers) =>
  api.call('GET', `/channels/portal${path}`, undefined, headers);
const write = (headers: Headers, text: string, more = {}) =>
  api.call('POST', '/channels/portal/messages', { id: randomUUID(), text, ...more }, headers);

/** Gives its id. */
async function upload(headers: Headers): Promise<string> {
  const id = randomUUID();
  const { status } = await fetch(`${api.url}/channels/portal/files?id=${id}&name=lid.png`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/octet-stream' },
    body: png as Uint8Array<ArrayBuffer>,
  });
  expect(status).toBe(201);
  return id;
}

type Shown = { channel: string; from: string; text: string; attachments?: { id: string }[] };
const messagesOf = async (caseId: string, headers: Headers) =>
  (await get(`/cases/${caseId}`, headers)).json['messages'] as Shown[];
const casesOf = async (headers: Headers) =>
  ((await get('/cases', headers)).json['cases'] as { id: string; status: { with: string } }[]) ?? [];
const statusOf = async (caseId: string, headers: Headers) =>
  (await casesOf(headers)).find(({ id }) => id === caseId)?.status.with;

describe('signing in', () => {
  it('is by a code to what is proven, sets a cookie of its own, and ends', async () => {
    const ana = await person();
    const { signed, headers } = await signIn(ana.email);
    expect(signed.status).toBe(201);
    expect(signed.headers.get('set-cookie')).toMatch(/^throughline-portal=.+HttpOnly.+SameSite=Strict/);
    expect((await get('/session', headers)).json).toMatchObject({ signedInBy: ana.email });
    // It is no session of the staff's, and theirs is none of the portal's.
    const secret = headers.Cookie.slice(headers.Cookie.indexOf('=') + 1);
    const staffs = await api.call('GET', '/api/cases', undefined, { Cookie: `throughline=${secret}` });
    expect(staffs.status).toBe(401);
    const admin = (await api.signIn('admin')).cookie.Cookie.replace('throughline=', 'throughline-portal=');
    expect((await get('/cases', { Cookie: admin })).status).toBe(401);
    const unguarded = await api.call('DELETE', '/channels/portal/session', undefined, {
      Cookie: headers.Cookie,
    });
    expect([unguarded.status, unguarded.json['code']]).toEqual([403, 'auth.header-missing']);
    expect((await api.call('DELETE', '/channels/portal/session', undefined, headers)).status).toBe(204);
    expect((await get('/cases', headers)).status).toBe(401);
  });

  it('tells nobody who is known, and says kindly when it is enough', async () => {
    const { email } = await person();
    const nobody = `${randomUUID()}@example.com`;
    const [known, unknown] = [await ask(email), await ask(nobody)];
    const shape = ({ status, json }: Awaited<ReturnType<typeof ask>>) => [status, Object.keys(json)];
    expect(shape(unknown)).toEqual(shape(known));
    const guess = { to: nobody, proof: unknown.json['proof'], code: '123456' };
    const wrong = await api.call('POST', '/channels/portal/session', guess);
    expect([wrong.status, wrong.json['code'], wrong.json['detail']]).toEqual([
      401,
      'portal.wrong-code',
      'It can be tried 4 more times.',
    ]);
    await ask(nobody);
    await ask(nobody);
    const limited = await ask(nobody);
    expect([limited.status, limited.json['code']]).toEqual([429, 'portal.too-many-codes']);
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(3_000);
  });

  it('refuses what is neither an address nor a number, with the field', async () => {
    for (const to of ['', 'ana', 'ana@', '07700 900123', '+', '+44 x', 'a@b\nc.com', {}]) {
      const { status, json } = await api.call('POST', '/channels/portal/codes', { to });
      expect([status, (json['errors'] as { field: string }[])[0]?.field], JSON.stringify(to)).toEqual([
        422,
        'to',
      ]);
    }
  });

  it('takes a code only for what it was sent to', async () => {
    const [ana, bo] = [await person(), await person()];
    const proof = String((await ask(ana.email)).json['proof']);
    const code = await codeFor(ana.email);
    const stolen = await api.call('POST', '/channels/portal/session', { to: bo.email, proof, code });
    expect([stolen.status, stolen.json['code']]).toEqual([401, 'portal.code-over']);
  });
});

describe('a customer at the portal', () => {
  it('sees a case that began elsewhere, writes into it, closes it and opens it again', async () => {
    const ana = await person();
    const { headers } = await signIn(ana.email);
    await eventually(
      () => messagesOf(ana.caseId, headers),
      (all) => all.length === 2,
    );
    const agent = { id: 'a1', name: 'Eva' };
    await runtime.gateway.act(ana.caseId, {
      action: randomUUID(),
      type: 'note',
      agent,
      text: 'Rude customer',
    });
    const sent = await write(headers, 'It is the lid', { case: ana.caseId });
    expect([sent.status, sent.json['caseId']]).toEqual([202, ana.caseId]);
    const seen = await eventually(
      () => messagesOf(ana.caseId, headers),
      (all) => all.length === 4,
    );
    expect(seen.map(({ channel, from, text }) => [channel, from, text])).toEqual([
      ['webchat', 'customer', 'My kettle leaks'],
      ['webchat', 'bot', 're: My kettle leaks'],
      ['portal', 'customer', 'It is the lid'],
      ['portal', 'bot', 're: It is the lid'],
    ]);

    const close = (action = randomUUID()) =>
      api.call('POST', `/channels/portal/cases/${ana.caseId}/close`, { action }, headers);
    const action = randomUUID();
    expect((await close(action)).status).toBe(204);
    await eventually(
      () => statusOf(ana.caseId, headers),
      (status) => status === 'nobody',
    );
    const refused = await close();
    expect([refused.status, refused.json['code']]).toEqual([409, 'case.closed']);
    const journal = await runtime.stores.journal.read(ana.caseId);
    expect(journal.at(-1)?.entry).toMatchObject({ type: 'customer.closed', actor: { kind: 'customer' } });
    expect((await runtime.stores.cases.get(ana.caseId))?.closeReason).toBe('solved');

    // However long ago it was closed: it is the case that they wrote to.
    await runtime.database.db
      .collection<{ _id: string }>('customers')
      .updateOne({ _id: ana.id }, { $set: { 'lastClosed.at': 1 } });
    expect((await write(headers, 'It leaks again', { case: ana.caseId })).json['caseId']).toBe(ana.caseId);
    await eventually(
      () => statusOf(ana.caseId, headers),
      (status) => status === 'bot',
    );
    const begun = await write(headers, 'I need an invoice');
    expect(begun.json['caseId']).not.toBe(ana.caseId);
    expect((await casesOf(headers)).map(({ id }) => id).sort()).toEqual(
      [ana.caseId, String(begun.json['caseId'])].sort(),
    );
  });

  it('sees joined cases as one, and what was split off where it went', async () => {
    const ana = await person();
    const { headers } = await signIn(ana.email);
    const answered = (caseId: string) =>
      eventually(
        () => messagesOf(caseId, headers),
        (all) => all.length === 2,
      );
    await answered(ana.caseId);
    const flask = String((await write(headers, 'My flask leaks too')).json['caseId']);
    await answered(flask);
    const { bearer } = await api.signIn('agent');
    const act = (path: string, body: object) =>
      api.call('POST', `/api/cases/${path}`, { action: randomUUID(), ...body }, bearer);
    expect((await act(`${ana.caseId}/join`, { into: flask })).status).toBe(200);
    await eventually(
      () => casesOf(headers),
      (all) => all.length === 1,
    );
    const texts = async (id: string) => (await messagesOf(id, headers)).map(({ text }) => text);
    const both = ['My kettle leaks', 're: My kettle leaks', 'My flask leaks too', 're: My flask leaks too'];
    expect([await texts(flask), await texts(ana.caseId)]).toEqual([both, both]);
    // An address that was kept leads there, too.
    const more = { case: ana.caseId, attachments: [await upload(headers)] };
    expect((await write(headers, 'Both leak', more)).json['caseId']).toBe(flask);

    await act(`${flask}/actions`, { type: 'claim' });
    const [said] = (await runtime.stores.messages.byCase(flask)).filter(({ text }) => text === 'Both leak');
    const { json } = await act(`${flask}/split`, { messages: [said?._id] });
    const parted = (json['link'] as { into: { id: string } }).into.id;
    await eventually(
      () => texts(parted),
      (all) => all.includes('Both leak'),
    );
    expect(await texts(flask)).not.toContain('Both leak');
    const [file] = (await messagesOf(parted, headers)).flatMap(({ attachments = [] }) => attachments);
    expect((await get(`/files/${encodeURIComponent(file?.id ?? '')}`, headers)).status).toBe(200);
  });

  it('attaches files, and takes all that is theirs along', async () => {
    const ana = await person();
    const { headers } = await signIn(ana.email);
    const id = await upload(headers);
    expect((await write(headers, '', { case: ana.caseId, attachments: [id] })).status).toBe(202);
    const shown = await eventually(
      () => messagesOf(ana.caseId, headers),
      (all) => all.some(({ attachments }) => attachments !== undefined),
    );
    const file = shown.flatMap(({ attachments = [] }) => attachments)[0]!;
    const bytes = await fetch(`${api.url}/channels/portal/files/${encodeURIComponent(file.id)}`, { headers });
    expect(Buffer.from(await bytes.arrayBuffer()).equals(png)).toBe(true);

    const place = { channel: 'desk', conversation: `desk:${ana.caseId}`, caseId: ana.caseId };
    const label = { id: `desk:${ana.caseId}:label`, name: 'label.png', mediaType: 'image/png' };
    await runtime.stores.files.put({ ...label, ...place, at: Date.now() }, png);
    const attachments = [{ ...label, bytes: png.length }];
    const agent = { id: 'a1', name: 'Eva' };
    await runtime.gateway.act(ana.caseId, { action: randomUUID(), type: 'reply', agent, attachments });
    await eventually(
      () => messagesOf(ana.caseId, headers),
      (all) => all.some((one) => one.from === 'agent' && one.attachments?.[0]?.id === label.id),
    );
    const sent = await fetch(`${api.url}/channels/portal/files/${encodeURIComponent(label.id)}`, { headers });
    expect(Buffer.from(await sent.arrayBuffer()).equals(png)).toBe(true);

    const exported = await get('/export', headers);
    expect(exported.headers.get('content-disposition')).toContain('my-data.json');
    expect(exported.json).toMatchObject({
      identifiers: [{ kind: 'email', value: ana.email, level: 'verified' }],
      cases: [
        {
          id: ana.caseId,
          messages: expect.arrayContaining([expect.objectContaining({ text: 'My kettle leaks' })]),
        },
      ],
    });
    const unknown = await write(headers, 'x', { case: ana.caseId, attachments: [randomUUID()] });
    expect([unknown.status, unknown.json['code']]).toEqual([422, 'message.unknown-file']);

    // Nothing of it is another's, by whatever id they ask.
    const bo = await person('Where is my order?');
    const other = (await signIn(bo.email)).headers;
    for (const id of [file.id, label.id])
      expect((await get(`/files/${encodeURIComponent(id)}`, other)).status).toBe(404);
    expect((await get(`/cases/${ana.caseId}`, other)).json['code']).toBe('case.not-found');
    expect((await write(other, 'Let me in', { case: ana.caseId })).status).toBe(404);
    const close = { action: randomUUID() };
    expect((await api.call('POST', `/channels/portal/cases/${ana.caseId}/close`, close, other)).status).toBe(
      404,
    );
    const stolen = await write(other, 'x', { case: bo.caseId, attachments: [id] });
    expect(stolen.json['code']).toBe('message.unknown-file');
    expect(JSON.stringify((await get('/export', other)).json)).not.toContain('kettle');
    expect((await casesOf(other)).map((one) => one.id)).toEqual([bo.caseId]);
  });

  it('sees the cases of whom they turned out to be, and no more when that is taken back', async () => {
    const [ana, bo] = [await person('Anas kettle'), await person('Bos order')];
    const [asAna, asBo] = [(await signIn(ana.email)).headers, (await signIn(bo.email)).headers];
    const { customers } = runtime.stores;
    const grounds = { author: 'agent', reason: 'one person', evidence: '', at: Date.now() };
    const merged = await customers.merge({ from: ana.id, into: bo.id, ...grounds });
    if (!merged.ok) throw new Error(merged.code);
    for (const headers of [asAna, asBo])
      expect((await casesOf(headers)).map(({ id }) => id).sort()).toEqual([ana.caseId, bo.caseId].sort());
    // What one writes into the other's case while they are one is theirs alone afterwards.
    await write(asAna, 'from Ana', { case: bo.caseId });
    await eventually(
      () => messagesOf(bo.caseId, asBo),
      (all) => all.some(({ text }) => text === 'from Ana'),
    );

    await customers.undoMerge(merged.merge._id, { author: 'agent', reason: 'two people', at: Date.now() });
    expect((await casesOf(asAna)).map(({ id }) => id)).toEqual([ana.caseId]);
    expect((await casesOf(asBo)).map(({ id }) => id)).toEqual([bo.caseId]);
    expect((await get(`/cases/${bo.caseId}`, asAna)).status).toBe(404);
    expect((await messagesOf(bo.caseId, asBo)).map(({ text }) => text)).not.toContain('from Ana');
  });

  it('is signed out when the identifier is not theirs alone any more', async () => {
    const ana = await person();
    const { headers } = await signIn(ana.email);
    expect((await get('/cases', headers)).status).toBe(200);
    await runtime.stores.customers.share({ kind: 'email', value: ana.email }, { author: 'ops', at: 1 });
    expect((await get('/cases', headers)).status).toBe(401);
  });

  it('hears at once when something happens in a case, and nothing of others', async () => {
    const [ana, bo] = [await person(), await person()];
    const { headers } = await signIn(ana.email);
    const gone = new AbortController();
    const stream = await fetch(`${api.url}/channels/portal/events`, { headers, signal: gone.signal });
    let heard = '';
    const reading = (async () => {
      for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) heard += chunk;
    })().catch(() => undefined);
    await eventually(
      async () => heard,
      (text) => text.includes('retry'),
    );
    await write((await signIn(bo.email)).headers, 'Bo writes', { case: bo.caseId });
    await write(headers, 'Hello', { case: ana.caseId });
    await eventually(
      async () => heard,
      (text) => text.includes(`{"caseId":"${ana.caseId}"}`),
    );
    expect(heard).not.toContain(bo.caseId);
    expect(heard).not.toContain('Hello');
    const begun = String((await write(headers, 'Something new')).json['caseId']);
    await eventually(
      async () => heard,
      (text) => text.includes(begun),
    );
    gone.abort();
    await reading;
  });
});
