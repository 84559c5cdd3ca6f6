import { randomUUID } from 'node:crypto';
import { startTestApi } from '@throughline/engine/api/testing/test-api';
import { relay } from '@throughline/engine/cases/relay';
import type { OutboxRow } from '@throughline/engine/stores/outbox';
import type { CaseRuntime } from '@throughline/engine/testing/case-runtime';
import { eventually, startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { createConversationIds } from '@throughline/engine/crypto/derived-ids';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';

const pdf = Buffer.from('%PDF-1.7');
const [ours, day] = ['+441632960001', 24 * 60 * 60_000];
let twilio: TwilioStandIn;
let runtime: CaseRuntime;
/** Of one customer each. */
let phone: string;

beforeAll(async () => {
  twilio = await startTwilio();
  const numbers = { smsFrom: ours, whatsappFrom: ours };
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    config: { twilio: { ...twilio.account, baseUrl: twilio.url, ...numbers } },
    script: async () => ({
      port: 'done',
      say: [{ text: 'A new lid is on its way.', choices: [{ id: 'ok', label: 'Thanks' }] }],
    }),
  });
});
afterAll(async () => {
  await runtime?.close();
  await twilio?.close();
});
beforeEach(() => {
  twilio.sent.length = 0;
  phone = `+4477009${String(Math.floor(Math.random() * 1e5)).padStart(5, '0')}`;
});

/** The customer writes by a channel of Twilio, `agoMs` ago. */
function write(
  channel: 'sms' | 'whatsapp',
  { agoMs = 0, level = 'verified' as 'verified' | 'claimed' } = {},
) {
  const conversation = conversationOf(channel);
  const id = randomUUID();
  return runtime.gateway.receive({
    ...{ channel, conversation, providerMessageId: id, messageId: `${conversation}:${id}` },
    text: 'My lid is broken',
    at: Date.now() - agoMs,
    identifiers: [{ kind: 'phone', value: phone, level, evidence: 'test' }],
    reach: { ours, theirs: phone },
  });
}

function conversationOf(channel: string): string {
  return createConversationIds(runtime.database.masterKey.bytes)(channel, ours, phone);
}

const sentTo = () =>
  twilio.sent.flatMap(({ to, body }) => (to.endsWith(phone) ? [[to, body.split('\n')[0]]] : []));

describe('a message that cannot be delivered', () => {
  it('goes by SMS to the same person when WhatsApp’s window is closed, and the case goes on there', async () => {
    const { caseId } = await write('whatsapp', { agoMs: day + 1 });
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 0,
    );
    expect(sentTo()).toEqual([[phone, 'A new lid is on its way.']]);
    const row = await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.reach?.channel === 'sms',
    );
    expect(row).toMatchObject({ owner: 'flow', reach: { conversation: conversationOf('sms') } });
    const said = await runtime.stores.messages.byCase(caseId);
    expect(said.map(({ from, channel, delivery }) => [from, channel, delivery])).toEqual(
      expect.arrayContaining([
        ['bot', 'whatsapp', 'failed'],
        ['bot', 'sms', 'stored'],
      ]),
    );
    expect(said.find(({ from }) => from === 'note')?.text).toContain('It goes by sms instead.');
    // The answer comes there, and belongs to the same case.
    expect(await write('sms')).toMatchObject({ caseId });
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 1,
    );
    expect(sentTo().map(([to]) => to)).toEqual([phone, phone]);
  });

  it('is tried once at each place; then a person gets the case', async () => {
    const { caseId } = await write('whatsapp', { agoMs: day + 1 });
    const [message] = await eventually(
      async () => [...twilio.sent],
      (sent) => sent.length > 0,
    );
    const send = new URL(message?.statusCallback ?? '').searchParams.get('send') ?? '';
    const error = { code: 'channel.undelivered', message: 'The phone is off.' };
    for (let twice = 0; twice < 2; twice += 1)
      await runtime.takeReceipt('sms', { send, state: 'failed', error, at: Date.now() });
    const row = await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.owner === 'queue',
    );
    expect(row?.queue?.reason).toBe('undelivered: channel.undelivered');
    expect(sentTo().filter(([, body]) => body === 'A new lid is on its way.')).toHaveLength(1);
  });

  it('goes elsewhere when its provider could not take it for a day', async () => {
    const busy = () => twilio.faults.push({ kind: 'status', status: 429 });
    // What the case before still had to say would meet the fault.
    await runtime.lines.idle();
    busy();
    const { caseId } = await write('whatsapp');
    const { outbox, cases } = runtime.stores;
    const first = `${caseId}:1:1`;
    await eventually(
      () => outbox.get(first),
      (row) => row?.state === 'queued' && row.attempts === 1,
    );
    const rows = runtime.database.db.collection<OutboxRow>('outbox');
    await rows.updateOne({ _id: first }, { $set: { at: Date.now() - day } });
    busy();
    await relay(runtime, 0);
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 0,
    );
    expect(sentTo()).toEqual([[phone, 'A new lid is on its way.']]);
    expect(await outbox.get(first)).toMatchObject({
      state: 'failed',
      error: { code: 'channel.unreachable' },
    });
    await eventually(
      () => cases.get(caseId),
      (row) => row?.owner === 'flow' && row.reach?.channel === 'sms',
    );
  });

  it('takes the files of an agent along', async () => {
    const { caseId } = await write('whatsapp');
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 0,
    );
    const { files } = runtime.stores;
    const id = `desk:${caseId}:label`;
    const place = { channel: 'desk', conversation: `desk:${caseId}`, caseId, mediaType: 'application/pdf' };
    const { name, mediaType, bytes } = await files.put({ id, ...place, name: 'label.pdf', at: 1 }, pdf);
    const attachments = [{ id, name, mediaType, bytes }];
    const agent = { id: 'ana', name: 'Ana' };
    const reply = { action: randomUUID(), type: 'reply', agent, text: 'Print this.', attachments } as const;
    expect(await runtime.gateway.act(caseId, reply)).toEqual({ ok: true });
    const send = `${caseId}:${reply.action}`;
    const error = { code: 'channel.undelivered', message: 'The phone is off.' };
    await eventually(
      () => runtime.stores.outbox.get(send),
      (row) => row?.state === 'handed',
    );
    await runtime.takeReceipt('whatsapp', { send, state: 'failed', error, at: Date.now() });
    const last = await eventually(
      async () => twilio.sent.at(-1),
      (sent) => sent?.to === phone,
    );
    const link = 'https://support.example.com/channels/files/';
    expect(last?.body).toContain(`Print this.\nlabel.pdf: ${link}`);
    const [row] = await files.rows([id]);
    expect(row).toMatchObject({ conversation: conversationOf('sms'), caseId });
    const [again] = await runtime.stores.messages.get([row?.messageId ?? '']);
    expect(again).toMatchObject({ channel: 'sms', author: 'Ana', attachments });
  });

  it('stays with people where the number is only claimed', async () => {
    const { caseId } = await write('whatsapp', { agoMs: day + 1, level: 'claimed' });
    const row = await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.owner === 'queue',
    );
    expect(row?.queue?.reason).toBe('undelivered: channel.window-closed');
    expect(sentTo()).toEqual([]);
  });

  it.each(['at once', 'later'])(
    'is not said elsewhere to somebody who wants no messages, as Twilio says %s',
    async (when) => {
      const { caseId } = await write('whatsapp');
      await eventually(
        async () => sentTo(),
        (sent) => sent.length === 1,
      );
      if (when === 'at once')
        twilio.faults.push({
          kind: 'status',
          status: 400,
          body: { code: 21_610, message: 'x', status: 400 },
        });
      await write('sms');
      if (when === 'later') {
        const [, message] = await eventually(
          async () => twilio.sent.filter(({ to }) => to.endsWith(phone)),
          (sent) => sent.length === 2,
        );
        const send = new URL(message?.statusCallback ?? '').searchParams.get('send') ?? '';
        const error = { code: 'channel.opted-out', message: 'The customer wants no messages.' };
        await runtime.takeReceipt('sms', { send, state: 'failed', error, at: Date.now() });
      }
      const row = await eventually(
        () => runtime.stores.cases.get(caseId),
        (row) => row?.owner === 'queue',
      );
      expect(row?.queue?.reason).toBe('undelivered: channel.opted-out');
      expect(sentTo().filter(([to]) => to !== phone)).toHaveLength(1);
      expect(await runtime.stores.conversations.get(conversationOf('sms'))).toHaveProperty('stoppedAt');
      await runtime.gateway.receive({
        ...{ channel: 'sms', conversation: conversationOf('sms'), providerMessageId: randomUUID() },
        ...{ messageId: `${conversationOf('sms')}:${randomUUID()}`, text: 'START', at: Date.now() },
        identifiers: [{ kind: 'phone', value: phone, level: 'verified', evidence: 'test' }],
        ...{ reach: { ours, theirs: phone }, consent: 'start' },
      });
      expect(await runtime.stores.conversations.get(conversationOf('sms'))).not.toHaveProperty('stoppedAt');
    },
  );

  it('is not sent elsewhere while the provider may have it', async () => {
    const { caseId } = await write('sms');
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 0,
    );
    const row = await runtime.stores.outbox.get(`${caseId}:1:1`);
    await write('whatsapp');
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 1,
    );
    const error = { code: 'channel.unreachable', message: 'No word for a day.' };
    await runtime.failSend({ ...row!, unsure: true }, error);
    await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.owner === 'queue',
    );
    expect(sentTo().filter(([, body]) => body === 'A new lid is on its way.')).toHaveLength(2);
  });
});

it('an agent sees where the customer can be reached, and moves the case', async () => {
  const { channels, places } = runtime;
  const api = await startTestApi({
    ...{ database: runtime.database, gateway: runtime.gateway, deps: { channels, places } },
    ...{ chromaUrl: inject('chromaUrl'), embeddingModelDir: inject('embeddingModelDir') },
  });
  try {
    const ana = (await api.signIn('agent')).cookie;
    const { caseId } = await write('sms');
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 0,
    );
    const { json } = await api.call('GET', `/api/cases/${caseId}/places`, undefined, ana);
    expect(json['places']).toMatchObject([
      { channel: 'sms', current: true, address: phone },
      { channel: 'whatsapp', current: false, why: expect.stringContaining('too long ago') },
    ]);
    const act = (type: string, more: object) =>
      api.call('POST', `/api/cases/${caseId}/actions`, { action: randomUUID(), type, ...more }, ana);
    const whatsapp = { conversation: conversationOf('whatsapp') };
    expect((await act('move', whatsapp)).json).toMatchObject({ code: 'case.unreachable' });
    await write('whatsapp');
    await eventually(
      async () => sentTo(),
      (sent) => sent.length > 1,
    );
    expect((await act('move', { conversation: conversationOf('sms') })).json).toMatchObject({
      code: 'case.not-owner',
    });
    await act('claim', {});
    expect((await act('move', { conversation: randomUUID() })).status).toBe(409);
    expect((await act('move', { conversation: conversationOf('sms') })).status).toBe(200);
    await act('reply', { text: 'Ana here.' });
    await eventually(
      async () => twilio.sent.at(-1)?.body,
      (body) => body === 'Ana here.',
    );
    expect(twilio.sent.at(-1)?.to).toBe(phone);
    const [newest] = (await runtime.stores.messages.byCase(caseId)).slice(-1);
    expect(newest).toMatchObject({ channel: 'sms', author: 'agent' });
  } finally {
    await api.stop();
  }
});
