import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AgentAction } from '@throughline/engine/cases/gateway';
import type { Channel, OutboundMessage } from '@throughline/engine/channels/channel';
import { createSmtpListener } from '@throughline/engine/mail/smtp-listener';
import type { CaseRuntime } from '@throughline/engine/testing/case-runtime';
import { eventually, startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { capabilitiesOf } from '@throughline/nodes/testing/places';
import type { MailServer } from '../providers/mail-server.ts';
import { startMailServer } from '../providers/mail-server.ts';
import { deliver, emailParts, mailOf, support } from './email-parts.ts';
import { mailFixture } from './mail-fixture.ts';

/** Real mail both ways: the customer's mail server and ours, with a case on real servers between them. */
let customers: MailServer;
let runtime: CaseRuntime;
let parts: ReturnType<typeof emailParts>;
let port: number;
let stopListening: () => Promise<void>;

beforeAll(async () => {
  customers = await startMailServer();
  const email: Pick<Channel, 'send'> = { send: (message: OutboundMessage) => parts.channel.send(message) };
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    script: async ({ messages }) => ({
      port: 'done',
      say: [{ text: `You wrote: ${messages.map(({ text }) => text).join(' ')}` }],
    }),
    channels: { email: { ...emptyChannel, ...email } },
  });
  parts = emailParts(runtime.database, { smtpUrl: customers.url }, runtime);
  const { config, takeMail } = parts;
  const listener = createSmtpListener({
    config,
    smtp: { port: 0, host: '127.0.0.1' },
    takeMail,
    log: runtime.log,
  });
  await listener.start();
  port = listener.port();
  stopListening = () => listener.stop();
});

afterAll(async () => {
  await stopListening?.();
  await runtime?.close();
  await customers?.stop();
});

const emptyChannel = { name: 'email', knowsSends: false, capabilities: capabilitiesOf('email') } as Channel;
const proven = 'Authentication-Results: mx.example.com; dmarc=pass header.from=example.org\r\n';

async function write(mail: Parameters<typeof mailOf>[0], to: string[] = [support]): Promise<void> {
  const raw = await mailOf({ to: support, ...mail });
  const { code } = await deliver(port, Buffer.concat([Buffer.from(proven), raw]), { to });
  expect(code).toBe(250);
}

test('one thread is one case, whoever writes in it and however the answer finds its way', async () => {
  const { stores } = runtime;
  const ana = 'ana@example.org';
  await write({
    from: `Ana <${ana}>`,
    subject: 'Kettle leaks',
    text: 'My kettle leaks',
    messageId: '<ana-1@example.org>',
  });
  const { mail: first } = await customers.mailTo(ana, 1);
  expect(first.text?.trim()).toBe('You wrote: My kettle leaks');
  expect(first.subject).toMatch(/^Re: Kettle leaks \[#/);
  expect(first.inReplyTo).toBe('<ana-1@example.org>');

  const quote = `On Sat, 21 Nov 2026, Example Support wrote:\n> ${first.text?.trim()}`;
  await write({
    from: ana,
    subject: first.subject,
    inReplyTo: first.messageId,
    text: `It is the lid\n\n${quote}`,
  });
  const { mail: second } = await customers.mailTo(ana, 2);
  expect(second.text?.trim()).toBe('You wrote: It is the lid');

  // A mail program that knows no threads, with the reply address; and one that took the address from its book.
  const replyTo = second.replyTo?.value[0]?.address ?? '';
  await write({ from: ana, subject: 'About this', text: 'Third', to: replyTo }, [replyTo]);
  await customers.mailTo(ana, 3);
  await write({ from: ana, subject: `WG: ${second.subject}`, text: 'Fourth' });
  await customers.mailTo(ana, 4);

  // Bob reads along: it is his word in her case, and her address that is answered.
  await write({
    from: 'Bob <bob@example.org>',
    inReplyTo: second.messageId,
    references: second.messageId,
    text: 'I am Bob',
  });
  await customers.mailTo(ana, 5);
  expect(customers.received.filter(({ to }) => to.includes('bob@example.org'))).toEqual([]);

  // Her address, by somebody who could not prove it: in the thread, and said to be so.
  const forged = await mailOf({ from: ana, inReplyTo: second.messageId, text: 'Refund to my new card' });
  expect((await deliver(port, forged)).code).toBe(250);
  await customers.mailTo(ana, 6);

  const [inbox] = await runtime.database.db.collection('inbox').find({}).toArray();
  const rows = await stores.messages.byCase(String(inbox?.['caseId']));
  const said = rows.filter(({ from }) => from === 'customer').map(({ text, author }) => [text, author]);
  expect(said).toEqual([
    ['My kettle leaks', undefined],
    ['It is the lid', undefined],
    ['Third', undefined],
    ['Fourth', undefined],
    ['I am Bob', 'Bob (bob@example.org)'],
    ['Refund to my new card', 'ana@example.org (not proven)'],
  ]);
  expect(new Set(rows.map(({ conversation }) => conversation)).size).toBe(1);

  const holder = await stores.customers.findByIdentifier({ kind: 'email', value: ana });
  expect(holder).toMatchObject({ name: 'Ana' });
  expect(await stores.customers.identifiersOf(holder?._id ?? '')).toMatchObject([
    { kind: 'email', value: ana, level: 'verified', evidence: 'dmarc' },
  ]);
  expect(await stores.customers.findByIdentifier({ kind: 'email', value: 'bob@example.org' })).toBeNull();

  // Bob's own mail is his own customer, and another conversation.
  await write({ from: 'bob@example.org', subject: 'Mine', text: 'My own question' });
  await customers.mailTo('bob@example.org', 1);
  const bob = await stores.customers.findByIdentifier({ kind: 'email', value: 'bob@example.org' });
  expect(bob?._id).not.toBe(holder?._id);

  // Erased with its customer: nothing leads there any more, and what comes begins again.
  await closeCase(String(inbox?.['caseId']));
  expect(await stores.eraser.eraseCustomer(holder?._id ?? '', Date.now())).toBeDefined();
  expect(
    await runtime.database.db
      .collection('mailThreads')
      .countDocuments({ conversation: rows[0]?.conversation }),
  ).toBe(0);
});

async function closeCase(caseId: string): Promise<void> {
  const agent = { id: 'a-1', name: 'Kim' };
  for (const type of ['claim', 'close'] as const)
    expect(await runtime.gateway.act(caseId, { action: randomUUID(), type, agent })).toEqual({ ok: true });
  await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.owner === 'nobody',
  );
}

test('a forged mail gets nothing of another thread, and diverts none of its answers', async () => {
  const { stores, gateway } = runtime;
  const [zoe, mallory] = ['zoe@adler.example', 'mallory@evil.example'];
  const writes = async (mail: Parameters<typeof mailOf>[0]) => {
    const raw = await mailOf({ from: zoe, to: support, ...mail });
    expect((await deliver(port, raw, { from: mail.replyTo ? mallory : zoe })).code).toBe(250);
  };
  await writes({ subject: 'My order', text: 'My order TE-104233 to 5 Elm Street' });
  const { mail: first } = await customers.mailTo(zoe, 1);
  await writes({ replyTo: mallory, subject: 'My order', text: 'What did I write?' });
  const { mail: forged } = await customers.mailTo(zoe, 2);
  expect(forged.text).not.toMatch(/TE-104233|Elm/);
  // Her answer, by a mail program that knows threads, goes on with her case.
  await writes({ subject: first.subject, inReplyTo: first.messageId, text: 'It is number 7' });
  await customers.mailTo(zoe, 3);

  const rows = await runtime.database.db
    .collection('messages')
    .find({ text: /Elm Street$|did I write\?$|number 7$/, from: 'customer' })
    .sort({ at: 1 })
    .toArray();
  const [hers, theirs, again] = rows.map(({ caseId, customerId }) => ({
    caseId: String(caseId),
    customerId: String(customerId),
  }));
  expect(again).toEqual(hers);
  expect(theirs?.caseId).not.toBe(hers?.caseId);
  expect(theirs?.customerId).not.toBe(hers?.customerId);
  expect(await stores.customers.suggestionsFor(theirs?.customerId ?? '')).toMatchObject([
    { customerId: hers?.customerId, reasons: [{ code: 'both-claim', value: zoe }] },
  ]);

  const agent = { id: 'a-1', name: 'Kim' };
  const act = (action: object) =>
    gateway.act(hers?.caseId ?? '', { action: randomUUID(), agent, ...action } as AgentAction);
  expect(await act({ type: 'claim' })).toEqual({ ok: true });
  expect(await act({ type: 'reply', text: 'It goes to number 7.' })).toEqual({ ok: true });
  const { mail: reply } = await customers.mailTo(zoe, 4);
  expect(reply.text).toContain('It goes to number 7.');
  expect(reply.subject).toBe(first.subject);
  expect(customers.received.filter(({ to }) => to.includes(mallory))).toEqual([]);
});

test('a message that comes back is shown as not delivered', async () => {
  const { stores } = runtime;
  const kim = 'kim@example.org';
  await write({ from: kim, subject: 'Hello', text: 'Are you there?' });
  const { mail } = await customers.mailTo(kim, 1);
  const bounce = mailFixture('bounce-postfix', { '<OUR-MESSAGE-ID>': mail.messageId ?? '' });
  expect((await deliver(port, bounce, { from: '' })).code).toBe(250);
  const send = await eventually(
    () => stores.outbox.byProviderMessage('email', mail.messageId ?? ''),
    (row) => row?.state === 'failed',
  );
  expect(send?.error).toMatchObject({ code: 'channel.bounced' });
  const [message] = await stores.messages.get([send?._id ?? '']);
  expect(message?.delivery).toBe('failed');
});
