import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createFileLinks } from '../files/file-links.ts';
import { png } from '../files/testing/pictures.ts';
import type { CaseRuntime } from '../testing/case-runtime.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let runtime: CaseRuntime;
let api: TestApi;

beforeAll(async () => {
  const { temporalAddress, mongodbUrl } = {
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
  };
  const script = async () => ({ port: 'done' as const, say: [{ text: 'One moment.' }] });
  runtime = await startCaseRuntime({ temporalAddress, mongodbUrl, script });
  const { database, gateway } = runtime;
  const servers = { chromaUrl: inject('chromaUrl'), embeddingModelDir: inject('embeddingModelDir') };
  api = await startTestApi({ database, gateway, ...servers });
});
afterAll(async () => {
  await api?.stop();
  await runtime?.close();
});

/** A case in the web chat, and an agent. */
async function setUp() {
  const { json } = await api.call('POST', '/channels/webchat/sessions', {});
  const conversation = String(json['conversation']);
  const visitor = { Authorization: `Bearer ${String(json['token'])}` };
  await api.call('POST', '/channels/webchat/messages', { id: randomUUID(), text: 'Hello' }, visitor);
  const caseId = await eventually(
    async () => (await runtime.stores.messages.lastOf(conversation))?.caseId ?? '',
    (id) => id !== '',
  );
  const agent = await api.signIn('agent');
  const reply = (body: object, action: string = randomUUID()) =>
    api.call('POST', `/api/cases/${caseId}/actions`, { action, type: 'reply', ...body }, agent.cookie);
  async function upload(bytes: Uint8Array, name: string, id: string = randomUUID()) {
    const response = await fetch(
      `${api.url}/api/cases/${caseId}/files?${new URLSearchParams({ id, name })}`,
      {
        method: 'POST',
        headers: { ...agent.bearer, 'Content-Type': 'application/octet-stream' },
        body: bytes as Uint8Array<ArrayBuffer>,
      },
    );
    return { id, status: response.status, json: (await response.json()) as { code?: string } };
  }
  type Heard = { from: string; text: string; attachments?: { id: string; name: string }[] };
  const heard = async () =>
    (
      (await api.call('GET', '/channels/webchat/messages', undefined, visitor)).json['messages'] as Heard[]
    ).filter(({ from }) => from === 'agent');
  return { caseId, conversation, visitor, agent, reply, upload, heard };
}

const at = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(api.url + path, { headers });
  return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
};

it('files of a reply reach the chat and nobody else, prove the transcript, and go with the case', async () => {
  const { caseId, visitor, agent, reply, upload, heard } = await setUp();
  const photo = await upload(png, 'label.png');
  expect([photo.status, photo.json]).toEqual([
    201,
    { id: photo.id, name: 'label.png', mediaType: 'image/png', bytes: png.length },
  ]);
  expect((await upload(png, 'label.png', photo.id)).status).toBe(201);
  const action = randomUUID();
  expect((await reply({ attachments: [photo.id], text: 'Print this.' }, action)).status).toBe(200);
  expect((await reply({ attachments: [photo.id], text: 'Print this.' }, action)).status).toBe(200);
  const [message] = await eventually(heard, (all) => all.length > 0);
  expect(message).toMatchObject({ text: 'Print this.', attachments: [{ name: 'label.png' }] });
  const file = message?.attachments?.[0]?.id ?? '';
  const path = `/channels/webchat/files/${encodeURIComponent(file)}`;
  expect(await at(path, visitor)).toEqual({ status: 200, bytes: png });
  expect((await at(path, (await setUp()).visitor)).status).toBe(404);

  const link = new URL(createLinks().linkTo(file, Date.now())).pathname;
  expect(await at(link)).toEqual({ status: 200, bytes: png });
  expect((await at(`${link.slice(0, -1)}_`)).status).toBe(404);
  const old = new URL(createLinks().linkTo(file, Date.now() - 31 * 86_400_000)).pathname;
  expect((await at(old)).status).toBe(404);

  const { places } = (await api.call('GET', `/api/cases/${caseId}/places`, undefined, agent.bearer)).json;
  expect(places).toMatchObject([{ channel: 'webchat', current: true, files: 'sent' }]);
  const shown = (await api.call('GET', `/api/cases/${caseId}`, undefined, agent.bearer)).json;
  expect(shown['messages']).toContainEqual(
    expect.objectContaining({ attachments: [expect.objectContaining({ name: 'label.png', state: 'kept' })] }),
  );
  const auditor = await api.signIn('auditor');
  const verified = (await api.call('GET', `/api/cases/${caseId}/verify`, undefined, auditor.bearer)).json;
  expect(verified).toMatchObject({ chain: { ok: true }, replay: { ok: true }, record: { ok: true } });

  await runtime.stores.eraser.eraseCase(caseId, Date.now());
  expect((await at(path, visitor)).status).toBe(404);
  expect((await at(link)).status).toBe(404);
  const rows = await runtime.database.db.collection('outbox').find({ caseId }).toArray();
  expect(JSON.stringify(rows)).not.toContain('label.png');
  expect((await upload(png, 'label.png')).json.code).toBe('case.erased');
});

it('says what is wrong with a file before anything is sent, and shows nobody what was not', async () => {
  const { caseId, reply, upload, heard } = await setUp();
  expect((await upload(png, 'run.exe')).json.code).toBe('file.type-not-allowed');
  expect((await upload(Buffer.from('no picture'), 'a.png')).json.code).toBe('file.type-not-allowed');
  expect((await upload(new Uint8Array(), 'a.pdf')).json.code).toBe('body.missing');
  expect((await reply({ attachments: [randomUUID()] })).json['code']).toBe('message.unknown-file');
  expect((await reply({})).status).toBe(422);
  const other = await setUp();
  const theirs = await other.upload(png, 'a.png');
  expect((await reply({ attachments: [theirs.id] })).json['code']).toBe('message.unknown-file');
  const mine = await upload(png, 'b.png');
  const link = new URL(createLinks().linkTo(`desk:${caseId}:${mine.id}`, Date.now())).pathname;
  expect((await at(link)).status).toBe(404);
  // Where the answer goes counts, wherever the customer wrote.
  const cases = runtime.database.db.collection<{ _id: string }>('cases');
  await cases.updateOne({ _id: caseId }, { $set: { reach: { channel: 'voice', conversation: 'call' } } });
  expect((await reply({ attachments: [mine.id] })).json['code']).toBe('file.not-on-channel');
  expect(await heard()).toEqual([]);
});

function createLinks() {
  return createFileLinks({ masterKey: runtime.database.masterKey.bytes, publicUrl: 'http://localhost' });
}
