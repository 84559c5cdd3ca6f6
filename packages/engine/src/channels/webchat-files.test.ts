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
    script: async ({ messages }) => ({
      port: 'done',
      say: [
        {
          text: `You sent: ${messages.flatMap(({ attachments = [] }) => attachments.map((f) => f.name)).join()}`,
        },
      ],
    }),
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

async function openChat() {
  const { json } = await api.call('POST', '/channels/webchat/sessions', {});
  return {
    conversation: String(json['conversation']),
    auth: { Authorization: `Bearer ${String(json['token'])}` },
  };
}
type Auth = { Authorization: string };

async function upload(auth: Auth, bytes: Uint8Array, name = 'dot.png', id: string = randomUUID()) {
  const response = await fetch(`${api.url}/channels/webchat/files?${new URLSearchParams({ id, name })}`, {
    method: 'POST',
    headers: { ...auth, 'Content-Type': 'application/octet-stream' },
    body: bytes as Uint8Array<ArrayBuffer>,
  });
  return { id, status: response.status, json: (await response.json()) as Record<string, unknown> };
}
const send = (auth: Auth, attachments: string[], text = '', id = randomUUID()) =>
  api.call('POST', '/channels/webchat/messages', { id, text, attachments }, auth);

async function bytesAt(path: string, headers: Record<string, string>) {
  const response = await fetch(api.url + path, { headers });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

async function caseOf(conversation: string) {
  return eventually(
    async () => (await runtime.stores.messages.lastOf(conversation))?.caseId ?? '',
    (id) => id !== '',
  );
}

describe('files in the web chat', () => {
  it('come with a message, reach the flow, the customer and the desk, and prove the transcript', async () => {
    const { auth, conversation } = await openChat();
    const photo = await upload(auth, png, 'my desk.png');
    expect([photo.status, photo.json]).toEqual([
      201,
      { id: photo.id, name: 'my desk.png', mediaType: 'image/png', bytes: png.length },
    ]);
    const page = await upload(auth, Buffer.from('%PDF-1.7'), 'receipt.PDF');
    expect((await send(auth, [photo.id, page.id, photo.id])).status).toBe(202);
    await eventually(
      () => runtime.heard(conversation),
      (heard) => heard.includes('You sent: my desk.png,receipt.PDF'),
    );

    const { json: history } = await api.call('GET', '/channels/webchat/messages', undefined, auth);
    expect((history['messages'] as { attachments?: unknown }[])[0]).toMatchObject({
      text: '',
      attachments: [photo.json, { ...page.json, mediaType: 'application/pdf' }],
    });
    const caseId = await caseOf(conversation);
    const agent = await api.signIn('agent');
    const { json } = await api.call('GET', `/api/cases/${caseId}`, undefined, agent.bearer);
    const [message] = json['messages'] as { attachments: { id: string; state: string; name: string }[] }[];
    expect(message?.attachments.map(({ name, state }) => [name, state])).toEqual([
      ['my desk.png', 'kept'],
      ['receipt.PDF', 'kept'],
    ]);
    expect(json['case']).toHaveProperty('lastMessage');

    const file = await bytesAt(`/api/files/${message?.attachments[0]?.id}`, agent.cookie);
    expect([file.status, file.bytes.equals(png)]).toEqual([200, true]);
    expect(Object.fromEntries(file.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment; filename="my desk.png"',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const own = await bytesAt(`/channels/webchat/files/${page.id}`, auth);
    expect([own.status, own.bytes.toString(), own.headers.get('content-type')]).toEqual([
      200,
      '%PDF-1.7',
      'application/octet-stream',
    ]);
    const auditor = await api.signIn('auditor');
    const verdict = await eventually(
      async () => (await api.call('GET', `/api/cases/${caseId}/verify`, undefined, auditor.bearer)).json,
      (checked) => (checked['record'] as { ok: boolean }).ok,
    );
    expect(verdict).toMatchObject({ chain: { ok: true }, replay: { ok: true } });
  });

  it('are kept once, however often they are sent', async () => {
    const { auth } = await openChat();
    const first = await upload(auth, png);
    const again = await upload(auth, Buffer.from('another'), 'other.txt', first.id);
    expect([again.status, again.json]).toEqual([201, first.json]);
    const id = randomUUID();
    const sends = await Promise.all([1, 2, 3].map(() => send(auth, [first.id], 'Here', id)));
    expect(sends.map(({ status }) => status)).toEqual([202, 202, 202]);
  });

  it('are for nobody else: not to read, not to send', async () => {
    const [ana, bo] = [await openChat(), await openChat()];
    const { id } = await upload(ana.auth, png);
    expect((await bytesAt(`/channels/webchat/files/${id}`, bo.auth)).status).toBe(404);
    expect((await bytesAt(`/channels/webchat/files/${ana.conversation}:${id}`, bo.auth)).status).toBe(404);
    const stolen = await send(bo.auth, [id], 'Mine');
    expect([stolen.status, stolen.json['code']]).toEqual([422, 'message.unknown-file']);
    // Not yet in any case, it is nobody's business at the desk either.
    const agent = await api.signIn('agent');
    expect((await bytesAt(`/api/files/${ana.conversation}:${id}`, agent.cookie)).status).toBe(404);
    expect((await send(ana.auth, [id], 'Mine')).status).toBe(202);
    expect((await send(ana.auth, [id], 'Again')).json['code']).toBe('message.unknown-file');
    const developer = await api.signIn('developer');
    expect((await bytesAt(`/api/files/${ana.conversation}:${id}`, developer.cookie)).status).toBe(403);
    expect((await bytesAt(`/api/files/${ana.conversation}:${id}`, agent.cookie)).status).toBe(200);
  });

  it('are refused when they are too large, empty, or not what customers may send', async () => {
    const { auth } = await openChat();
    const refusals = [
      [await upload(auth, Buffer.alloc(20_000_001)), 413, 'body.too-large'],
      [await upload(auth, new Uint8Array(), 'x.txt'), 400, 'body.missing'],
      [await upload(auth, Buffer.from('MZ'), 'setup.exe'), 415, 'file.type-not-allowed'],
      [await upload(auth, Buffer.from('<svg onload="x()"/>'), 'x.svg'), 415, 'file.type-not-allowed'],
      [await upload(auth, Buffer.from('<script>'), 'x.png'), 415, 'file.type-not-allowed'],
      [await upload(auth, png, 'png'), 415, 'file.type-not-allowed'],
      [await upload(auth, png, 'x.png', 'no-uuid'), 400, 'query.invalid'],
    ] as const;
    for (const [{ status, json }, wanted, code] of refusals)
      expect([status, json['code']]).toEqual([wanted, code]);
    const none = await api.call(
      'POST',
      '/channels/webchat/messages',
      { id: randomUUID(), text: ' ', attachments: [] },
      auth,
    );
    expect(none.status).toBe(422);
    const many = Array.from({ length: 11 }, () => randomUUID());
    expect((await send(auth, many)).status).toBe(422);
  });

  it('that were never sent do not pile up', async () => {
    const { auth } = await openChat();
    const statuses: number[] = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await upload(auth, Buffer.from([n]), 'x.txt')).status);
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 201), 409]);
  });

  it('are erased with their case', async () => {
    const { auth, conversation } = await openChat();
    const { id } = await upload(auth, png);
    await send(auth, [id], 'A photo');
    const caseId = await caseOf(conversation);
    // What the case has not taken yet is no part of it.
    const inbox = runtime.database.db.collection('inbox');
    await eventually(
      () => inbox.findOne({ caseId }),
      (row) => row?.['state'] === 'acknowledged',
    );
    await runtime.stores.eraser.eraseCase(caseId, Date.now());
    const agent = await api.signIn('agent');
    expect((await bytesAt(`/api/files/${conversation}:${id}`, agent.cookie)).status).toBe(404);
    expect((await bytesAt(`/channels/webchat/files/${id}`, auth)).status).toBe(404);
    expect(await runtime.stores.files.rows([`${conversation}:${id}`])).toEqual([]);
    await runtime.gateway.endErased(caseId);
  });
});

describe('files of a provider', () => {
  it('are listed with their message at once, and shown when they have come', async () => {
    const conversation = randomUUID();
    const file = {
      id: randomUUID(),
      name: '1.jpeg',
      mediaType: 'image/jpeg',
      reference: 'https://p.example.com/1',
    };
    const { caseId } = await runtime.gateway.receive({
      ...{ channel: 'sms', providerMessageId: randomUUID(), conversation, messageId: randomUUID(), text: '' },
      at: Date.now(),
      identifiers: [{ kind: 'phone', value: `+${conversation}`, level: 'verified', evidence: 'test' }],
      attachments: [file],
    });
    const agent = await api.signIn('agent');
    const shown = async () => {
      const { json } = await api.call('GET', `/api/cases/${caseId}`, undefined, agent.bearer);
      return (json['messages'] as { attachments?: object[] }[])[0]?.attachments?.[0];
    };
    expect(await shown()).toEqual({
      id: file.id,
      name: '1.jpeg',
      mediaType: 'image/jpeg',
      bytes: 0,
      state: 'coming',
    });
    expect((await bytesAt(`/api/files/${file.id}`, agent.cookie)).status).toBe(409);
    await runtime.stores.files.fetched(file.id, { bytes: png });
    expect(await shown()).toMatchObject({ mediaType: 'image/png', bytes: png.length, state: 'kept' });
    expect((await bytesAt(`/api/files/${file.id}`, agent.cookie)).bytes.equals(png)).toBe(true);
  });
});
