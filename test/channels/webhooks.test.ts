import { startTestApi } from '@throughline/engine/api/testing/test-api';
import type { TestApi } from '@throughline/engine/api/testing/test-api';
import { relay } from '@throughline/engine/cases/relay';
import { startCaseRuntime, eventually } from '@throughline/engine/testing/case-runtime';
import type { CaseRuntime } from '@throughline/engine/testing/case-runtime';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { postWebhook } from '../providers/post-webhook.ts';
import type { SignedRequest, TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';

const publicUrl = 'http://support.example.com';
const ours = '+441632960001';

let twilio: TwilioStandIn;
let runtime: CaseRuntime;
let api: TestApi;

beforeAll(async () => {
  twilio = await startTwilio();
  const config = { twilio: { ...twilio.account, baseUrl: twilio.url, smsFrom: ours, whatsappFrom: ours } };
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    config,
    script: async ({ messages }) => ({ port: 'done', say: [{ text: `You said: ${messages.at(-1)?.text}` }] }),
  });
  const { gateway, channels, takeReceipt } = runtime;
  api = await startTestApi({
    database: runtime.database,
    gateway,
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    deps: { channels, takeReceipt },
  });
});
afterAll(async () => {
  await api?.stop();
  await runtime?.close();
  await twilio?.close();
});

let numbers = 0;
/** A number nobody has written from. */
const newNumber = () => `+4477009${String(10_000 + numbers++)}`;

const texting = (from: string, Body: string, more: { [field: string]: string } = {}) =>
  twilio.message(`${publicUrl}/channels/twilio/sms`, { From: from, To: ours, Body, ...more });
const chatting = (from: string, Body: string) =>
  twilio.message(`${publicUrl}/channels/twilio/whatsapp`, {
    From: `whatsapp:${from}`,
    To: `whatsapp:${ours}`,
    Body,
  });
const post = (request: SignedRequest) => postWebhook(api.url, request);

const sentTo = (number: string) => twilio.sent.filter(({ to }) => to.endsWith(number));
const heardBy = (number: string, count = 1) =>
  eventually(
    async () => {
      await relay(runtime, 0);
      return sentTo(number);
    },
    (sent) => sent.length >= count,
  );

describe('a webhook', () => {
  it('is kept, acknowledged, and answered on the channel it came by', async () => {
    const ana = newNumber();
    expect(await post(texting(ana, 'Where is my parcel?'))).toMatchObject({
      status: 200,
      type: expect.stringContaining('text/xml'),
      body: expect.stringContaining('<Response></Response>'),
    });
    expect(await heardBy(ana)).toMatchObject([
      { to: ana, from: ours, body: 'You said: Where is my parcel?' },
    ]);
  });

  it('that comes again changes nothing', async () => {
    const ana = newNumber();
    const request = texting(ana, 'Hello');
    await Promise.all([post(request), post(request), post(request)]);
    await heardBy(ana);
    expect((await post(request)).status).toBe(200);
    await relay(runtime, 0);
    expect(sentTo(ana)).toHaveLength(1);
  });

  it('goes on with the case of the same number on another channel, and is answered there', async () => {
    const ana = newNumber();
    await post(texting(ana, 'My grinder is broken'));
    await heardBy(ana);
    await post(chatting(ana, 'It is the Pika'));
    const sent = await heardBy(ana, 2);
    expect(sent.map(({ to, body }) => [to, body])).toEqual([
      [ana, 'You said: My grinder is broken'],
      [`whatsapp:${ana}`, 'You said: It is the Pika'],
    ]);
    const customer = await runtime.stores.customers.findByIdentifier({ kind: 'phone', value: ana });
    expect(customer?.open).toHaveLength(1);
    const said = await runtime.stores.messages.byCase(customer!.open[0]!.caseId);
    expect(said.map(({ channel }) => channel)).toEqual(['sms', 'sms', 'whatsapp', 'whatsapp']);
  });

  it('says how far an answer got, in any order, and a person hears what did not arrive', async () => {
    const ana = newNumber();
    await post(texting(ana, 'Hello'));
    const [message] = await heardBy(ana);
    const caseId = (await runtime.stores.customers.findByIdentifier({ kind: 'phone', value: ana }))!.open[0]!
      .caseId;
    const delivery = async () => (await runtime.stores.messages.byCase(caseId)).at(-1)?.delivery;
    await post(twilio.status(message!, 'delivered'));
    expect((await post(twilio.status(message!, 'sent'))).status).toBe(204);
    await post(twilio.status(message!, 'failed', 30_005));
    expect(await delivery()).toBe('delivered');

    await post(texting(ana, 'Again'));
    const [, lost] = await heardBy(ana, 2);
    await post(twilio.status(lost!, 'undelivered', 30_005));
    const row = await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.owner === 'queue',
    );
    expect(row?.queue?.reason).toBe('undelivered: channel.invalid-address');
  });

  it('about an earlier part does not say that the message arrived', async () => {
    const ana = newNumber();
    await post(texting(ana, 'Some words. '.repeat(250)));
    const parts = await heardBy(ana, 2);
    const customer = await runtime.stores.customers.findByIdentifier({ kind: 'phone', value: ana });
    const { caseId } = customer!.open[0]!;
    const message = async () => (await runtime.stores.messages.byCase(caseId)).at(-1);
    const delivery = async () => (await message())?.delivery;
    await eventually(
      async () => runtime.stores.outbox.get((await message())!._id),
      (row) => row?.state === 'handed',
    );
    await post(twilio.status(parts[0]!, 'delivered'));
    expect(await delivery()).toBe('stored');
    await post(twilio.status(parts.at(-1)!, 'undelivered', 30_005));
    expect(await delivery()).toBe('failed');
  });

  it('has a connection of its own: on one that is open the next would pass what still waits for one', async () => {
    const { url, form, headers } = texting(newNumber(), 'One of many');
    const { pathname } = new URL(url);
    const answer = await fetch(`${api.url}${pathname}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(form).toString(),
    });
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  });

  it('that says STOP opens no case and gets no answer; afterwards nothing is sent until START', async () => {
    const ana = newNumber();
    await post(texting(ana, 'STOP'));
    const customer = await runtime.stores.customers.findByIdentifier({ kind: 'phone', value: ana });
    expect(customer?.open).toEqual([]);
    await post(texting(ana, 'One more question'));
    const open = await eventually(
      async () => (await runtime.stores.customers.get(customer!._id))?.open[0],
      (open) => open !== undefined,
    );
    await eventually(
      () => runtime.stores.cases.get(open!.caseId),
      (row) => row?.owner === 'queue',
    );
    expect(sentTo(ana)).toEqual([]);
    await post(texting(ana, 'START'));
    const [conversation] = await runtime.stores.conversations.ofCustomer(customer!._id);
    expect(conversation).not.toHaveProperty('stoppedAt');
  });

  it('that says HELP is answered by Twilio alone, and stands in the open case', async () => {
    const ana = newNumber();
    await post(texting(ana, 'HELP'));
    const customer = await runtime.stores.customers.findByIdentifier({ kind: 'phone', value: ana });
    expect(customer?.open).toEqual([]);
    await post(texting(ana, 'Where is my parcel?'));
    await heardBy(ana);
    await post(texting(ana, 'Help', { OptOutType: 'HELP' }));
    await post(texting(ana, 'And my kettle?'));
    await heardBy(ana, 2);
    expect(sentTo(ana).map(({ body }) => body)).toEqual([
      'You said: Where is my parcel?',
      'You said: And my kettle?',
    ]);
    const { open } = (await runtime.stores.customers.get(customer!._id))!;
    const said = await runtime.stores.messages.byCase(open[0]!.caseId);
    expect(said.filter(({ from }) => from === 'customer').map(({ text }) => text)).toEqual([
      ...['Where is my parcel?', 'Help', 'And my kettle?'],
    ]);
  });

  it('is refused before anything of it is kept when nobody signed it', async () => {
    const ana = newNumber();
    const genuine = texting(ana, 'Hello');
    const wrong: [SignedRequest, number][] = [
      [{ ...genuine, headers: { 'content-type': genuine.headers['content-type']! } }, 403],
      [{ ...genuine, form: { ...genuine.form, Body: 'Another' } }, 403],
      [{ ...genuine, url: genuine.url.replace('/sms', '/whatsapp') }, 403],
      [{ ...genuine, headers: { ...genuine.headers, 'content-type': 'text/plain' } }, 415],
      [texting('nobody', 'Hello'), 422],
      [texting(ana, 'x'.repeat(300_000)), 413],
    ];
    for (const [request, status] of wrong) {
      const answer = await post(request);
      expect([answer.status, answer.type]).toEqual([
        status,
        expect.stringContaining('application/problem+json'),
      ]);
      expect(JSON.parse(answer.body)).toMatchObject({
        code: expect.stringMatching(/\S/),
        detail: expect.stringMatching(/\S/),
      });
    }
    expect(await runtime.stores.customers.findByIdentifier({ kind: 'phone', value: ana })).toBeNull();
  });
});

it('of a great many fields is refused before it costs anything', async () => {
  const began = Date.now();
  for (const fields of ['a&'.repeat(60_000), Array.from({ length: 1_001 }, (_, n) => `f${n}=x`).join('&')]) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await fetch(`${api.url}/channels/twilio/sms`, { method: 'POST', headers, body: fields });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      code: 'body.too-large',
      detail: expect.stringMatching(/^The form has \d+ fields. Send at most 1,000.$/),
    });
  }
  expect(Date.now() - began).toBeLessThan(2_000);
});

describe('an answer', () => {
  it('reaches the customer once and in order, however Twilio behaves', async () => {
    const ana = newNumber();
    twilio.faults.push({ kind: 'status', status: 503 }, { kind: 'drop' }, { kind: 'status', status: 429 });
    for (const [turn, text] of ['one', 'two', 'three'].entries()) {
      await post(texting(ana, text));
      await eventually(
        async () => (await runtime.stores.cases.get(await caseOf(ana)))?.turn,
        (turns) => turns === turn + 1,
      );
    }
    expect((await heardBy(ana, 3)).map(({ body }) => body)).toEqual(
      ['one', 'two', 'three'].map((text) => `You said: ${text}`),
    );
  });
});

async function caseOf(number: string): Promise<string> {
  const customer = await runtime.stores.customers.findByIdentifier({ kind: 'phone', value: number });
  return customer?.open[0]?.caseId ?? 'none';
}
