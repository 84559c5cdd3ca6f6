import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, test } from 'vitest';
import { NotSent, SendRefused } from '@throughline/engine/channels/channel';
import type { ChannelRequest, OutboundMessage } from '@throughline/engine/channels/channel';
import type { ChannelFixture } from '@throughline/engine/channels/testing/describe-channel';
import { describeChannel } from '@throughline/engine/channels/testing/describe-channel';
import type { ArrivedMail } from '@throughline/engine/mail/arrived-mail';
import type { MailEnvelope } from '@throughline/engine/mail/mail';
import { UnreadableMail } from '@throughline/engine/mail/unreadable-mail';
import { caseRow } from '@throughline/engine/testing/case-row';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import type { MailServer } from '../providers/mail-server.ts';
import { startMailServer } from '../providers/mail-server.ts';
import { emailParts, mailOf, support } from './email-parts.ts';
import { mailFixture } from './mail-fixture.ts';

let database: TestDatabase;
let customers: MailServer;

beforeAll(async () => {
  [database, customers] = await Promise.all([testDatabase(inject('mongodbUrl')), startMailServer()]);
});

afterAll(() => Promise.all([database?.drop(), customers?.stop()]));

const fromOurServer: MailEnvelope = { via: 'smtp', from: 'x@example.org', to: [support], checked: true };
const known = { subject: 'Kettle', inReplyTo: '<first@mail.example>', references: ['<first@mail.example>'] };

async function conversationWith(theirs: string, thread: typeof known | null = known): Promise<string> {
  const id = randomUUID();
  const reach = { ours: support, theirs, ...(thread && { thread }) };
  await database.stores.conversations.heard({ ...reach, id, channel: 'email', customerId: 'c', at: 1 });
  return id;
}

function outbound(conversation: string, more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: `${randomUUID()}:1:1`,
    caseId: 'case',
    conversation,
    from: 'bot',
    text: 'Which order is it?',
    at: Date.parse('2026-11-21T10:03:00Z'),
    ...more,
  };
}

describeChannel('email', emailFixture, { anybodyMayWrite: true });

async function emailFixture(): Promise<ChannelFixture<ArrivedMail>> {
  const theirs = `${randomUUID()}@example.org`;
  const { channel, names } = emailParts(database, { smtpUrl: customers.url });
  const conversation = await conversationWith(theirs);
  const requestOf = (rawBody: Buffer, body: Partial<MailEnvelope> = {}): ChannelRequest => ({
    url: 'mail:',
    headers: {},
    body: { ...fromOurServer, ...body },
    rawBody,
    at: Date.now(),
  });
  return {
    channel,
    request: async (text, id) =>
      requestOf(
        await mailOf({ from: 'ana@example.org', to: support, text, messageId: `<${id}@example.org>` }),
      ),
    forgeries: (request) => [
      { ...request, body: { ...fromOurServer, to: ['support@example.com.evil.example'] } },
      { ...request, body: { ...fromOurServer, to: ['support@evil.example', '+x@example.com'] } },
      { ...request, body: undefined },
    ],
    claims: ({ rawBody, ...request }) => {
      const results = 'Authentication-Results: mx.example.com; dmarc=pass header.from=example.org\r\n';
      const signed = Buffer.concat([Buffer.from(results), Buffer.from(rawBody ?? [])]);
      const other = Buffer.concat([Buffer.from(results.replace('mx.', 'mx2.')), Buffer.from(rawBody ?? [])]);
      return [
        { ...request, rawBody: signed, body: { ...fromOurServer, checked: false } },
        { ...request, rawBody: other },
      ];
    },
    nonsense: async () =>
      [
        '',
        '\r\n\r\n',
        'Subject: x\r\n\r\nnobody wrote this',
        'From: nobody\r\n\r\nx',
        'From: a@example.org\r\nFrom: b@example.org\r\n\r\nx',
        'From: a@example.org, b@example.org\r\n\r\nx',
      ].map((raw) => requestOf(Buffer.from(raw))),
    received: async (id) => {
      const messageId = names.messageIdOf(id, support);
      return customers.received.filter(({ to, mail }) => to.includes(theirs) && mail.messageId === messageId)
        .length;
    },
    conversation,
  };
}

describe('a mail of ours', () => {
  it('has the files of a reply with it, and links to what would be too much', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const conversation = await conversationWith(theirs);
    const { channel } = emailParts(database, { smtpUrl: customers.url });
    const put = async (name: string, bytes: number) => {
      const file = { id: `desk:${randomUUID()}`, channel: 'desk', conversation, name, at: 1 };
      const row = await database.stores.files.put(file, new Uint8Array(bytes).fill(65));
      return { id: row._id, name, mediaType: row.mediaType, bytes, url: `https://s.example.com/${name}` };
    };
    const attachments = [await put('label.pdf', 2_000), await put('film.mp4', 11_000_000)];
    await channel.send(outbound(conversation, { from: 'agent', author: 'Ana', text: 'Here.', attachments }));
    const [sent] = customers.received.filter(({ to }) => to.includes(theirs));
    const [label, ...more] = sent?.mail.attachments ?? [];
    expect([label?.filename, label?.content.equals(Buffer.alloc(2_000, 65)), more]).toEqual([
      'label.pdf',
      true,
      [],
    ]);
    expect(sent?.mail.text?.trim()).toBe('Here.\n\nfilm.mp4: https://s.example.com/film.mp4');

    await database.stores.files.sweep(2);
    const gone = outbound(conversation, { attachments: attachments.slice(0, 1) });
    await expect(channel.send(gone)).rejects.toMatchObject({ code: 'channel.file-gone' });
  });

  it('answers in its thread, with everything that brings its answer back', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const conversation = await conversationWith(theirs);
    const { channel, names } = emailParts(database, { smtpUrl: customers.url });
    const choices = [
      { id: 'a', label: 'Refund' },
      { id: 'b', label: 'A new one' },
    ];
    const message = outbound(conversation, {
      text: 'What would you like?\nSee https://shop.example.com/a?b=1&c=<x>',
      choices,
    });
    const { providerMessageId } = await channel.send(message);
    const { mail, raw, from } = await customers.mailTo(theirs);
    expect(from).toBe(support);
    expect(mail.messageId).toBe(providerMessageId);
    expect(mail.from?.text).toBe('"Example Support" <support@example.com>');
    expect(mail.inReplyTo).toBe('<first@mail.example>');
    expect(mail.references).toBe('<first@mail.example>');
    expect(mail.subject).toBe(`Re: Kettle ${names.subjectToken(conversation)}`);
    expect(names.conversationIn(mail.replyTo?.value[0]?.address ?? '')).toBe(conversation);
    expect(mail.date?.getTime()).toBe(message.at);
    expect(mail.text?.trim()).toBe(
      'What would you like?\nSee https://shop.example.com/a?b=1&c=<x>\n1. Refund\n2. A new one',
    );
    expect(mail.html).toContain('<a href="https://shop.example.com/a?b=1&amp;c=">');
    expect(mail.html).toContain('&lt;x&gt;');
    expect(raw).toMatch(/^Auto-Submitted: auto-replied\r$/m);
    expect(raw).toMatch(/^X-Loop: support@example\.com\r$/m);
  });

  it('of a person is no automatic one, and of a server without plus addresses has a plain one', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const conversation = await conversationWith(theirs, null);
    const { channel } = emailParts(database, { smtpUrl: customers.url, plusAddresses: false });
    await channel.send(outbound(conversation, { from: 'agent', author: 'Mia' }));
    const { mail, raw } = await customers.mailTo(theirs);
    expect(mail.from?.text).toBe('"Mia (Example Support)" <support@example.com>');
    expect(mail.replyTo?.value[0]?.address).toBe(support);
    expect(mail.subject).toMatch(/^Example Support \[#/);
    expect(raw).not.toMatch(/Auto-Submitted|In-Reply-To/i);
  });

  it('has no header that somebody typed', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const evil = 'x\r\nBcc: victim@example.net\r\nX-Evil: 1\r\n\r\n<script>';
    const conversation = await conversationWith(theirs, {
      subject: evil,
      inReplyTo: `<a@b>${evil}`,
      references: [`<a@b>${evil}`, 'x\nX-Evil: 2'],
    });
    const { channel } = emailParts(database, { smtpUrl: customers.url });
    await channel.send(outbound(conversation, { from: 'agent', author: evil, text: `.\r\n.\r\n${evil}` }));
    const { raw, mail, to } = await customers.mailTo(theirs);
    expect(to).toEqual([theirs]);
    const headers = raw.slice(0, raw.indexOf('\r\n\r\n'));
    expect(headers).not.toMatch(/^(?:Bcc|X-Evil)/im);
    expect(mail.bcc).toBeUndefined();
    expect(mail.text).toContain('X-Evil: 1');
  });

  it('that is refused, not taken, or perhaps taken, is told apart', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const conversation = await conversationWith(theirs);
    const { channel } = emailParts(database, { smtpUrl: customers.url });
    const send = () => channel.send(outbound(conversation)).catch((error: unknown) => error);
    customers.treatNext({ refuse: 'recipient', code: 550 });
    expect(await send()).toMatchObject({ name: 'SendRefused', code: 'channel.no-such-address' });
    customers.treatNext({ refuse: 'message', code: 554 });
    expect(await send()).toMatchObject({ name: 'SendRefused', code: 'channel.refused' });
    customers.treatNext({ refuse: 'recipient', code: 451 });
    expect(await send()).toBeInstanceOf(NotSent);
    customers.treatNext({ refuse: 'message', code: 452 });
    expect(await send()).toBeInstanceOf(NotSent);
    const nowhere = emailParts(database, { smtpUrl: 'smtp://127.0.0.1:9' });
    expect(
      await nowhere.channel.send(outbound(conversation)).catch((error: unknown) => error),
    ).toBeInstanceOf(NotSent);
    expect(customers.received.filter(({ to }) => to.includes(theirs))).toHaveLength(0);

    customers.treatNext('drop');
    const unsure = await send();
    expect(unsure).toBeInstanceOf(Error);
    expect(unsure).not.toBeInstanceOf(NotSent);
    expect(unsure).not.toBeInstanceOf(SendRefused);
    expect(String(unsure)).not.toContain(theirs);
  });

  it('that a slow mail server looks into is sent once', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const { channel } = emailParts(database, { smtpUrl: customers.url });
    const message = outbound(await conversationWith(theirs));
    customers.treatNext({ answerAfterMs: 12_000 });
    await channel.send(message);
    expect(customers.received.filter(({ to }) => to.includes(theirs))).toHaveLength(1);
  });

  it('that was perhaps taken is the same mail when it goes again', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const conversation = await conversationWith(theirs);
    const { channel } = emailParts(database, { smtpUrl: customers.url });
    const message = outbound(conversation);
    customers.treatNext('take-and-drop');
    await expect(channel.send(message)).rejects.toThrow(/broke off/);
    await channel.send({ ...message, again: true });
    const ids = customers.received.filter(({ to }) => to.includes(theirs)).map(({ mail }) => mail.messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    // Once it is known to be taken, it does not go again: not by another process either.
    await emailParts(database, { smtpUrl: customers.url }).channel.send({ ...message, again: true });
    expect(customers.received.filter(({ to }) => to.includes(theirs))).toHaveLength(2);
  });

  it('goes nowhere for a conversation that is not there', async () => {
    const { channel } = emailParts(database, { smtpUrl: customers.url });
    await expect(channel.send(outbound(randomUUID()))).rejects.toMatchObject({ code: 'channel.no-address' });
  });
});

describe('a mail of a customer', () => {
  test('belongs to the thread of the mails it answers, of its address, of its subject; in this order', async () => {
    const theirs = 'ana@example.org';
    const { channel, names, takeMail, inbound } = emailParts(database, { smtpUrl: customers.url });
    const [one, two, three] = [
      await conversationWith(theirs),
      await conversationWith(theirs),
      await conversationWith(theirs),
    ];
    const ids = await Promise.all(
      [one, two, three].map(async (each) => (await channel.send(outbound(each))).providerMessageId ?? ''),
    );
    const take = async (mail: Parameters<typeof mailOf>[0], to = [support]) => {
      const raw = await mailOf({ from: theirs, text: randomUUID(), ...mail });
      await takeMail(raw, { ...fromOurServer, to });
      return inbound.at(-1)?.conversation;
    };
    const [address, subject] = [names.replyAddress(support, two), `Re: Kettle ${names.subjectToken(three)}`];
    expect(await take({ inReplyTo: ids[0], subject }, [address])).toBe(one);
    expect(await take({ references: ['<x@y.z>', ids[0] ?? '', '<unknown@y.z>'], subject }, [address])).toBe(
      one,
    );
    expect(await take({ inReplyTo: '<unknown@y.z>', subject }, [address])).toBe(two);
    expect(await take({ to: address, subject })).toBe(two);
    expect(await take({ subject: `AW: ${subject.toLowerCase()}` })).toBe(three);
    const fresh = await take({ subject: 'Kettle' });
    expect([one, two, three]).not.toContain(fresh);

    // Their own mails carry the thread on, also before anybody has answered.
    const mine = `<${randomUUID()}@example.org>`;
    const begun = await take({ messageId: mine });
    expect(await take({ inReplyTo: mine })).toBe(begun);
    expect(inbound.at(-1)).toMatchObject({
      inThread: true,
      reach: { thread: { references: [mine, expect.any(String)] } },
    });
    // A token that is not ours, or of a conversation that was erased, begins a new one.
    const gone = names.replyAddress(support, randomUUID());
    for (const to of [gone, address.replace('+', '+a'), 'support+anything@example.com'])
      expect([one, two, three, begun]).not.toContain(await take({}, [to]));
  });

  test('of somebody else in the thread is shown as theirs, and the answer goes where it went before', async () => {
    const { channel, takeMail, inbound } = emailParts(database, { smtpUrl: customers.url });
    const conversation = await conversationWith('ana@example.org');
    const { providerMessageId } = await channel.send(outbound(conversation));
    const raw = await mailOf({
      from: 'Bob <bob@example.org>',
      inReplyTo: providerMessageId,
      text: 'I am her husband',
    });
    await takeMail(raw, fromOurServer);
    expect(inbound[0]).toMatchObject({
      conversation,
      author: 'Bob (bob@example.org)',
      inThread: true,
      identifiers: [{ kind: 'email', value: 'bob@example.org', level: 'claimed' }],
      reach: { ours: support, theirs: 'ana@example.org' },
    });
    expect(inbound[0]?.customerName).toBeUndefined();
  });

  test('moves no thread to another address, whatever its headers say', async () => {
    const { channel, takeMail, inbound } = emailParts(database, { smtpUrl: customers.url });
    const conversation = await conversationWith('ana@example.org');
    const { providerMessageId: inReplyTo } = await channel.send(outbound(conversation));
    for (const [from, replyTo] of [
      ['ana@example.org', 'eve@evil.example'],
      ['eve@evil.example', 'ana@example.org'],
    ])
      await takeMail(
        await mailOf({ from, replyTo, inReplyTo, text: 'Send the invoice again' }),
        fromOurServer,
      );
    expect(inbound.map(({ reach, author }) => [reach?.theirs, author])).toEqual([
      ['ana@example.org', undefined],
      ['ana@example.org', 'eve@evil.example'],
    ]);
  });

  test('is answered where its writer wants it, who is no guest in what they began', async () => {
    const { takeMail, inbound } = emailParts(database);
    const [from, replyTo, messageId] = [
      'ana@work.example',
      'ana+home@work.example',
      `<${randomUUID()}@work.example>`,
    ];
    const first = await mailOf({ from, replyTo, messageId, text: 'It leaks' });
    const results = 'Authentication-Results: mx.example.com; dmarc=pass header.from=work.example\r\n';
    await takeMail(Buffer.concat([Buffer.from(results), first]), fromOurServer);
    await takeMail(await mailOf({ from, replyTo, inReplyTo: messageId, text: 'Still' }), fromOurServer);
    await takeMail(await mailOf({ from: replyTo, inReplyTo: messageId, text: 'And still' }), fromOurServer);
    expect(inbound.map(({ reach, author }) => [reach?.theirs, author])).toEqual(
      Array.from({ length: 3 }, () => [replyTo, undefined]),
    );
    expect(new Set(inbound.map((each) => each.conversation)).size).toBe(1);
  });

  test('of a sender whom nothing proves is answered to the sender, whatever else it asks for', async () => {
    const { takeMail, inbound } = emailParts(database);
    for (const replyTo of ['mallory@evil.example', 'mallory@example.org'])
      await takeMail(await mailOf({ from: 'zoe@example.org', replyTo, text: 'And now?' }), fromOurServer);
    expect(inbound.map(({ reach }) => reach?.theirs)).toEqual(['zoe@example.org', 'zoe@example.org']);
  });

  test('is proven by the receiving server, when it came from there', async () => {
    const { takeMail, inbound } = emailParts(database);
    const raw = mailFixture('dmarc-pass');
    await takeMail(raw, fromOurServer);
    expect(inbound[0]?.identifiers).toEqual([
      { kind: 'email', value: 'ana.lopez@gmail.com', level: 'verified', evidence: 'dmarc' },
    ]);
    for (const name of ['forged-results', 'forged-results-below'])
      await takeMail(mailFixture(name), fromOurServer);
    const claimed = {
      kind: 'email',
      value: 'ana.lopez@gmail.com',
      level: 'claimed',
      evidence: 'from-header',
    };
    expect(inbound.slice(1).map(({ identifiers }) => identifiers)).toEqual([[claimed], [claimed]]);
    const elsewhere = await testDatabase(inject('mongodbUrl'));
    const other = emailParts(elsewhere);
    await other.takeMail(raw, { ...fromOurServer, checked: false });
    expect(other.inbound[0]?.identifiers).toEqual([claimed]);
    await elsewhere.drop();
  });

  test('of a proven sender is not answered elsewhere; of a form, whoever filled it in', async () => {
    const { takeMail, inbound } = emailParts(database);
    const signed = mailFixture('dmarc-pass', {
      'dm-0001': 'dm-0101',
      'Subject:': 'Reply-To: eve@evil.example\r\nSubject:',
    });
    await takeMail(signed, fromOurServer);
    expect(inbound[0]?.reach?.theirs).toBe('ana.lopez@gmail.com');
    await takeMail(mailFixture('contact-form'), fromOurServer);
    expect(inbound[1]).toMatchObject({
      identifiers: [{ value: 'nia@west.example', level: 'claimed', evidence: 'reply-to-header' }],
      reach: { theirs: 'nia@west.example' },
      customerName: 'Nia West',
    });
  });

  test('is one message, however often it comes; two mails with one Message-ID are two', async () => {
    const { takeMail, inbound, counted } = emailParts(database);
    const raw = mailFixture('same-id-a');
    const hop = Buffer.concat([
      Buffer.from('Received: from a by b; Sat, 21 Nov 2026 11:00:00 +0000\r\n'),
      raw,
    ]);
    await Promise.all([takeMail(raw, fromOurServer), takeMail(raw, fromOurServer)]);
    await takeMail(hop, { via: 'imap', to: [], checked: true });
    await takeMail(mailFixture('same-id-b'), fromOurServer);
    expect(inbound.map(({ text }) => text)).toEqual(['Cancel my order 1.', 'Cancel my order 2.']);
    expect(new Set(inbound.map(({ conversation }) => conversation)).size).toBe(2);
    expect(counted).toEqual({ received: 2, duplicate: 2 });
  });

  test('brings its files, and its ids tell nothing about who wrote it', async () => {
    const files: { id: string; name: string; bytes: number; text: string }[] = [];
    const { takeMail, inbound } = emailParts(
      database,
      {},
      {
        keepFile: async ({ id, name, bytes, content }) =>
          void files.push({ id, name, bytes, text: Buffer.from(content).toString('latin1') }),
      },
    );
    const raw = mailFixture('attachments');
    await takeMail(raw, fromOurServer);
    const [message] = inbound;
    expect(message?.attachments?.map(({ name, mediaType, bytes }) => ({ name, mediaType, bytes }))).toEqual([
      { name: 'Rechnung Ärger.pdf', mediaType: 'application/pdf', bytes: 16 },
      { name: '_.._etc_page.html', mediaType: 'text/html', bytes: 25 },
    ]);
    expect(files.map(({ name }) => name)).toEqual(['Rechnung Ärger.pdf', '_.._etc_page.html']);
    expect(files[0]).toMatchObject({ id: message?.attachments?.[0]?.id, text: '%PDF-1.4 receipt' });
    expect(Buffer.from(message?.original?.mail ?? '', 'base64').equals(raw)).toBe(true);
    expect(`${message?.messageId} ${message?.providerMessageId} ${message?.conversation}`).toMatch(
      /^[\w: -]+$/,
    );
    expect(`${message?.messageId} ${message?.conversation}`).not.toMatch(/mia|falk|att-0001/);
    await takeMail(mailFixture('attachment-only'), fromOurServer);
    expect(inbound[1]).toMatchObject({ text: 'My warranty card', attachments: [{ name: 'card.png' }] });
  });

  test('to another address of ours is answered from there', async () => {
    const { takeMail, inbound } = emailParts(database);
    const raw = await mailOf({ from: 'ana@example.org', to: 'billing@example.com', text: 'Invoice?' });
    await takeMail(raw, { ...fromOurServer, to: ['Billing+x@Example.com'] });
    expect(inbound[0]?.reach?.ours).toBe('billing@example.com');
  });
});

describe('what is never answered', () => {
  test('automatic answers, lists and loops are kept and counted, and no case gets them', async () => {
    const { takeMail, inbound, counted } = emailParts(database);
    const names = ['auto-reply-outlook', 'auto-reply-gmail', 'auto-reply-subject-only', 'list', 'loop'];
    for (const name of [...names, 'list']) await takeMail(mailFixture(name), fromOurServer);
    await takeMail(mailFixture('own-group'), fromOurServer);
    expect(inbound.map(({ text }) => text)).toEqual(['My kettle leaks again.']);
    expect(counted).toEqual({ automatic: 3, list: 1, loop: 1, duplicate: 1, received: 1 });
    const kept = await database.db.collection('setAsideMails').countDocuments();
    expect(kept).toBeGreaterThanOrEqual(5);
  });

  test('what cannot be read is kept as it came', async () => {
    const { takeMail, inbound, counted } = emailParts(
      database,
      {},
      { readMail: () => Promise.reject(new UnreadableMail()) },
    );
    const raw = await mailOf({ from: 'ana@example.org', text: randomUUID() });
    expect(await takeMail(raw, fromOurServer)).toEqual({ outcome: 'set-aside' });
    expect(await takeMail(raw, fromOurServer)).toEqual({ outcome: 'duplicate' });
    const rows = database.db.collection('setAsideMails').find({ kind: 'unreadable' });
    const [row] = await rows.sort({ at: -1 }).limit(1).toArray();
    expect(Buffer.from(row?.['original'].buffer).equals(raw)).toBe(true);
    expect(inbound).toEqual([]);
    expect(counted).toEqual({ unreadable: 1, duplicate: 1 });
  });

  test('two programs that answer each other end, where neither says what it is', async () => {
    const { takeMail, inbound, counted } = emailParts(database);
    const address = `${randomUUID()}@desk.example.org`;
    for (let turn = 1; turn <= 33; turn++)
      await takeMail(
        await mailOf({ from: address, text: `Your request ${turn} was received` }),
        fromOurServer,
      );
    expect(inbound).toHaveLength(30);
    expect(counted).toEqual({ received: 30, loop: 3 });
  });

  test('a thread that an agent has is no loop, and a loop is named once', async () => {
    const warned: object[] = [];
    const log = { warn: (facts: object) => void warned.push(facts) };
    const { takeMail, inbound, counted } = emailParts(database, {}, { log: log as never });
    const from = `${randomUUID()}@example.org`;
    const messageId = `<${randomUUID()}@example.org>`;
    const more = async (text: string) =>
      takeMail(await mailOf({ from, inReplyTo: messageId, text }), fromOurServer);
    await takeMail(await mailOf({ from, messageId, text: 'It leaks' }), fromOurServer);
    for (let count = 0; count < 32; count++) await more(`photo ${count}`);
    expect(counted).toEqual({ received: 30, loop: 3 });
    const conversation = inbound[0]?.conversation ?? '';
    expect(warned).toEqual([{ mail: expect.any(String), proven: false, conversation }]);
    const { cases, messages } = database.stores;
    const caseId = randomUUID();
    await cases.create(caseRow(caseId, { owner: 'agent' }));
    const of = { channel: 'email', conversation, customerId: 'someone', caseId };
    await messages.add({ ...of, _id: randomUUID(), from: 'customer', text: 'It leaks', at: 1 });
    await more('and this');
    expect(inbound.at(-1)?.text).toBe('and this');
  });

  test('what others send in the name of a customer silences nobody', async () => {
    const { takeMail, inbound } = emailParts(database);
    const from = 'ana.lopez@gmail.com';
    for (let count = 0; count < 35; count++)
      await takeMail(await mailOf({ from, text: `forged ${count}` }), fromOurServer);
    await takeMail(mailFixture('dmarc-pass', { 'dm-0001': 'dm-0301' }), fromOurServer);
    expect(inbound.at(-1)?.identifiers[0]).toMatchObject({ value: from, level: 'verified' });
    expect(inbound).toHaveLength(31);
  });

  test('our own mail, when it comes back', async () => {
    const theirs = `${randomUUID()}@example.org`;
    const { channel, takeMail, inbound, counted } = emailParts(database, { smtpUrl: customers.url });
    await channel.send(outbound(await conversationWith(theirs)));
    const { raw } = await customers.mailTo(theirs);
    await takeMail(Buffer.from(raw, 'latin1'), fromOurServer);
    // Also where the program that sends it back took everything off but its name.
    const bare = raw
      .replace(/^(?:X-Loop|Auto-Submitted|X-Auto-Response-Suppress):.*\r\n/gm, '')
      .replace(/^From:.*\r\n/m, 'From: other@example.org\r\n');
    await takeMail(Buffer.from(bare, 'latin1'), fromOurServer);
    expect(inbound).toEqual([]);
    expect(counted).toEqual({ loop: 2 });
  });

  test.each([
    ['bounce-postfix', '(5.1.1)'],
    ['bounce-exchange', '(5.2.2)'],
    ['bounce-qmail', '(5.1.1)'],
  ])('%s: our message did not arrive', async (name, status) => {
    const { channel, takeMail, inbound, receipts, counted } = emailParts(database, {
      smtpUrl: customers.url,
    });
    const message = outbound(await conversationWith(`${randomUUID()}@example.org`));
    const { providerMessageId = '' } = await channel.send(message);
    const raw = mailFixture(name, {
      '<OUR-MESSAGE-ID>': providerMessageId,
      'Message-ID: <': 'Message-ID: <',
    });
    await takeMail(raw, { ...fromOurServer, from: null });
    expect(receipts).toMatchObject([
      { send: message.id, state: 'failed', error: { code: 'channel.bounced' } },
    ]);
    expect(receipts[0]?.error?.message).toContain(status);
    expect(inbound).toEqual([]);
    expect(counted).toEqual({ bounce: 1 });
  });

  test('a delay, and a bounce of a mail that is not ours, change nothing', async () => {
    const { channel, takeMail, inbound, receipts, counted } = emailParts(database, {
      smtpUrl: customers.url,
    });
    const { providerMessageId = '' } = await channel.send(
      outbound(await conversationWith(`${randomUUID()}@example.org`)),
    );
    await takeMail(mailFixture('bounce-delayed', { '<OUR-MESSAGE-ID>': providerMessageId }), fromOurServer);
    await takeMail(
      mailFixture('bounce-postfix', { '<OUR-MESSAGE-ID>': '<forged@example.com>' }),
      fromOurServer,
    );
    expect([inbound, receipts]).toEqual([[], []]);
    expect(counted).toEqual({ bounce: 2 });
  });
});
