import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { EmailConfig } from '@throughline/engine/channel-config';
import type { Listener } from '@throughline/engine/channels/listener';
import { createImapListener } from '@throughline/engine/mail/imap-listener';
import type { SmtpListenerDeps } from '@throughline/engine/mail/smtp-listener';
import { createSmtpListener } from '@throughline/engine/mail/smtp-listener';
import type { TakeMail } from '@throughline/engine/mail/take-mail';
import type { TestDatabase } from '@throughline/engine/testing/database';
import { testDatabase } from '@throughline/engine/testing/database';
import { startImapServer } from '../providers/imap-server.ts';
import { deliver, emailConfig, emailParts, mailOf, support } from './email-parts.ts';
import { mailFixture } from './mail-fixture.ts';

let database: TestDatabase;
const open: Listener[] = [];
const log = pino({ level: 'silent' });

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((listener) => listener.stop()));
});

afterAll(() => database?.drop());

async function listen(
  more: Partial<EmailConfig> = {},
  takeMail?: TakeMail,
  how: Partial<SmtpListenerDeps> = {},
) {
  const parts = emailParts(database, more);
  const { listen: smtp } = parts.config;
  if (!smtp) throw new Error('no port');
  const listener = createSmtpListener({
    config: parts.config,
    smtp,
    takeMail: takeMail ?? parts.takeMail,
    log,
    ...how,
  });
  await listener.start();
  open.push(listener);
  return { ...parts, port: listener.port() };
}

describe('our mail server', () => {
  it('takes mail for our addresses, in any form, and keeps it before it says so', async () => {
    const { port, inbound } = await listen();
    expect(await deliver(port, mailFixture('gmail-en'), { to: ['SUPPORT+abc@Example.com'] })).toMatchObject({
      code: 250,
    });
    expect(inbound[0]).toMatchObject({
      channel: 'email',
      text: 'Hi,\n\nit is 4711-22. The lid does not close either.',
      subject: 'Kettle leaks',
      customerName: 'Ana Lopez',
    });
    expect(await database.stores.inbox.get(`email:${inbound[0]?.providerMessageId}`)).not.toBeNull();
  });

  it('takes mail for nobody else', async () => {
    const { port, inbound } = await listen();
    const raw = mailFixture('gmail-en');
    for (const to of [
      'other@example.com',
      'support@example.org',
      'supporter@example.com',
      '+support@example.com',
    ])
      expect([to, (await deliver(port, raw, { to: [to] })).code]).toEqual([to, 550]);
    const many = Array.from({ length: 30 }, (_, index) => `support+${index}@example.com`);
    const lines = await converse(port, [
      'EHLO x',
      'MAIL FROM:<a@b.example>',
      ...many.map((to) => `RCPT TO:<${to}>`),
      'QUIT',
    ]);
    expect(lines.filter((line) => line.startsWith('452'))).toHaveLength(10);
    expect(inbound).toEqual([]);
  });

  it('refuses what is too large, politely, and goes on', async () => {
    const { port, inbound } = await listen({ maxBytes: 50_000 });
    const large = await mailOf({ from: 'ana@example.org', text: 'x'.repeat(60_000) });
    expect(await deliver(port, large)).toMatchObject({
      code: 552,
      text: expect.stringContaining('The message is larger than 50 kB'),
    });
    // Who says beforehand how large it is hears it beforehand; who never says it, afterwards.
    const told = await converse(port, ['EHLO x', 'MAIL FROM:<a@b.example> SIZE=60000', 'QUIT']);
    expect(told.filter((line) => line.startsWith('552'))).toHaveLength(1);
    const lines = await converse(port, [
      'HELO x',
      'MAIL FROM:<a@b.example>',
      `RCPT TO:<${support}>`,
      'DATA',
      `From: a@b.example\r\n\r\n${'x'.repeat(900)}\r\n`.padEnd(1_000) +
        `${'y'.repeat(900)}\r\n`.repeat(80) +
        '.',
      'QUIT',
    ]);
    expect(lines.some((line) => line.startsWith('552 5.3.4 The message is larger'))).toBe(true);
    expect((await deliver(port, mailFixture('gmail-de'))).code).toBe(250);
    expect(inbound).toHaveLength(1);
  });

  it('holds only so much at once, and asks the rest to come again', async () => {
    const { port, inbound } = await listen({ maxBytes: 50_000 });
    const half = `From: a@b.example\r\n\r\n${`${'y'.repeat(900)}\r\n`.repeat(50)}`;
    const stalled = await Promise.all([1, 2, 3, 4, 5].map(() => stall(port, half)));
    const large = await mailOf({ from: 'ana@example.org', text: 'x'.repeat(40_000) });
    expect((await deliver(port, large)).code).toBe(452);
    for (const socket of stalled) socket.destroy();
    await vi.waitFor(async () => expect((await deliver(port, large)).code).toBe(250), 5_000);
    expect(inbound).toHaveLength(1);
  });

  it('is kept from others by no peer that is slow', async () => {
    const { port, inbound } = await listen({ maxBytes: 50_000, checkedBy: [] });
    const half = `From: a@b.example\r\n\r\n${`${'y'.repeat(900)}\r\n`.repeat(50)}`;
    const stalled = await Promise.all(Array.from({ length: 20 }, () => stall(port, half)));
    const large = await mailOf({ from: 'ana@example.org', text: 'x'.repeat(40_000) });
    for (let time = 0; time < 3; time++) expect((await deliver(port, large)).code).toBe(421);
    expect((await deliver(port, large, { localAddress: '127.0.0.2' })).code).toBe(250);
    for (const socket of stalled) socket.destroy();
    expect(inbound).toHaveLength(1);
  });

  it('ends a session that goes on for too long, however busy it is', async () => {
    const { port } = await listen({}, undefined, { sessionWithinMs: 300 });
    const socket = connect(port, '127.0.0.1');
    let answers = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      answers++;
      setTimeout(() => socket.write('NOOP\r\n'), 20);
    });
    await new Promise((resolve) => socket.on('close', resolve));
    expect(answers).toBeGreaterThan(2);
    expect((await deliver(port, mailFixture('gmail-en'))).code).toBe(250);
  });

  it('says in the log why a mail could not be kept, and nothing of the mail', async () => {
    const warned: object[] = [];
    const heard = { ...log, warn: (facts: object) => void warned.push(facts) } as unknown as typeof log;
    const away = Object.assign(new Error('ana@example.org was not stored'), { code: 'ECONNREFUSED' });
    const { port } = await listen({}, () => Promise.reject(away), { log: heard });
    expect((await deliver(port, mailFixture('gmail-en'))).code).toBe(451);
    expect(warned).toEqual([{ error: 'Error', code: 'ECONNREFUSED' }]);
  });

  it('asks to come again while a mail cannot be kept, and counts it once when it does', async () => {
    let broken = true;
    const parts = emailParts(database);
    const { port } = await listen({}, async (raw, envelope) => {
      if (broken) throw new Error('no database');
      return parts.takeMail(raw, envelope);
    });
    const raw = mailFixture('gmail-fr');
    expect((await deliver(port, raw)).code).toBe(451);
    broken = false;
    for (let time = 0; time < 3; time++) expect((await deliver(port, raw)).code).toBe(250);
    expect(parts.inbound).toHaveLength(1);
    expect(parts.counted).toEqual({ received: 1, duplicate: 2 });
  });

  it('refuses a mail that nobody has written, and believes results only from where they are made', async () => {
    const { port, inbound } = await listen({ checkedBy: ['10.0.0.0/8'] });
    expect(await deliver(port, mailFixture('two-senders'))).toMatchObject({ code: 554 });
    expect((await deliver(port, mailFixture('dmarc-pass'))).code).toBe(250);
    expect(inbound[0]?.identifiers[0]?.level).toBe('claimed');
    const checked = await listen({ checkedBy: ['192.0.2.1', '127.0.0.0/8', '::1'] });
    const again = mailFixture('dmarc-pass', { 'dm-0001': 'dm-0201' });
    expect((await deliver(checked.port, again)).code).toBe(250);
    expect(checked.inbound[0]?.identifiers[0]?.level).toBe('verified');
  });

  it('knows the null sender of automatic mails', async () => {
    const { port, inbound, counted } = await listen();
    expect((await deliver(port, mailFixture('gmail-es'), { from: '' })).code).toBe(250);
    expect([inbound.length, counted]).toEqual([0, { automatic: 1 }]);
  });

  it('outlives whoever speaks no SMTP', async () => {
    const { port, inbound } = await listen();
    for (const said of [
      'GET / HTTP/1.1\r\n\r\n',
      '\0\xff'.repeat(5_000),
      'MAIL FROM:<x\r\nDATA\r\n.\r\n',
      'EHLO x\r\nDATA\r\n',
    ]) {
      const socket = connect(port, '127.0.0.1', () => socket.write(said, 'latin1'));
      socket.on('error', () => undefined);
      setTimeout(() => socket.destroy(), 100);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await deliver(port, mailFixture('gmail-sv'))).code).toBe(250);
    expect(inbound).toHaveLength(1);
  });

  it('speaks TLS where it has a certificate, and offers none without', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'throughline-mail-'));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
        ...['-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
    const secure = await listen({ listen: { port: 0, host: '127.0.0.1', tls: { cert, key } } });
    expect((await deliver(secure.port, mailFixture('iphone-de'), { tls: true })).code).toBe(250);
    expect(secure.inbound).toHaveLength(1);
    const plain = await listen();
    expect(await converse(plain.port, ['EHLO x', 'QUIT'])).not.toContain('250-STARTTLS');
    rmSync(folder, { recursive: true });
    const gone = { port: 0, host: '127.0.0.1', tls: { cert, key } };
    expect(() =>
      createSmtpListener({ config: emailConfig(), smtp: gone, takeMail: plain.takeMail, log }),
    ).toThrow(/ENOENT/);
  });

  it('says that it cannot listen where the port is taken', async () => {
    const { port, config, takeMail } = await listen();
    const second = createSmtpListener({ config, smtp: { port, host: '127.0.0.1' }, takeMail, log });
    await expect(second.start()).rejects.toThrow(/EADDRINUSE/);
  });
});

describe('a mailbox', () => {
  async function watch(takeMail?: TakeMail, more: Partial<EmailConfig> = {}) {
    const server = await startImapServer({ user: 'support@example.com', password: 'p@ss/word' });
    const parts = emailParts(database, more);
    const { config } = parts;
    const listener = createImapListener({
      config,
      url: server.url,
      takeMail: takeMail ?? parts.takeMail,
      log,
      everyMs: 300,
    });
    return { ...parts, server, listener };
  }

  it('is read from the unread mails on, and each is marked once it is kept', async () => {
    const { server, listener, inbound } = await watch();
    const old = server.deliver(mailFixture('outlook-en'));
    old.flags.add('\\Seen');
    const waiting = server.deliver(mailFixture('outlook-de'));
    await listener.start();
    await vi.waitFor(() => expect([...waiting.flags]).toEqual(['\\Seen']), 10_000);
    const news = server.deliver(mailFixture('thunderbird-fr-latin1'));
    await vi.waitFor(() => expect([...news.flags]).toEqual(['\\Seen']), 10_000);
    expect(inbound.map(({ customerName }) => customerName)).toEqual(['Petra Vogel', 'Amélie Lefèvre']);
    await listener.stop();
    await server.stop();
  });

  it('is left alone where mails are old, and shows people what was refused', async () => {
    const { server, listener, inbound } = await watch();
    const day = 24 * 60 * 60_000;
    const old = server.deliver(mailFixture('gmail-sv'), new Date(Date.now() - 10 * day));
    const came = new Date(Math.floor((Date.now() - 2 * day) / 1_000) * 1_000);
    const waiting = server.deliver(mailFixture('gmail-es'), came);
    const refused = server.deliver(mailFixture('two-senders'));
    await listener.start();
    await vi.waitFor(() => expect([...refused.flags]).toEqual(['\\Seen', '\\Flagged']), 10_000);
    expect([[...old.flags], [...waiting.flags]]).toEqual([[], ['\\Seen']]);
    expect(inbound.map(({ at }) => at)).toEqual([came.getTime()]);
    const waits = await database.stores.setAsideMails.waiting({ limit: 200 });
    expect(waits.filter(({ kind }) => kind === 'refused')).toHaveLength(1);
    await listener.stop();
    await server.stop();
  });

  it('that is out of reach is asked again, and a mail that could not be kept is taken the next time', async () => {
    const parts = emailParts(database);
    let failures = 1;
    const { server, listener } = await watch(async (raw, envelope) => {
      if (failures-- > 0) throw new Error('no database');
      return parts.takeMail(raw, envelope);
    });
    await listener.start();
    const mail = server.deliver(mailFixture('apple-mail-sv'));
    await vi.waitFor(() => expect(parts.inbound).toHaveLength(1), 10_000);
    await vi.waitFor(() => expect([...mail.flags]).toEqual(['\\Seen']), 10_000);
    server.drop();
    const later = server.deliver(mailFixture('android-es'));
    await vi.waitFor(() => expect([...later.flags]).toEqual(['\\Seen']), 15_000);
    expect(parts.inbound).toHaveLength(2);
    await listener.stop();
    await vi.waitFor(() => expect(server.connections()).toBe(0));
    await server.stop();
  });

  it('may hold what is too large: it is marked for people, not taken', async () => {
    const { server, listener, inbound } = await watch(undefined, { maxBytes: 20_000 });
    const large = server.deliver(await mailOf({ from: 'ana@example.org', text: 'x'.repeat(30_000) }));
    const small = server.deliver(mailFixture('postscript'));
    await listener.start();
    await vi.waitFor(() => expect(small.flags.has('\\Seen')).toBe(true), 10_000);
    expect([...large.flags]).toEqual(['\\Seen', '\\Flagged']);
    expect(inbound).toHaveLength(1);
    await listener.stop();
    await server.stop();
  });

  it('with a wrong password keeps nobody from stopping', async () => {
    const { server, config, takeMail, inbound } = await watch();
    const url = server.url.replace('p%40ss%2Fword', 'wrong');
    const warned: object[] = [];
    const heard = { ...log, warn: (facts: object) => void warned.push(facts) } as unknown as typeof log;
    const listener = createImapListener({ config, url, takeMail, log: heard });
    server.deliver(mailFixture('koi8-r'));
    await listener.start();
    await vi.waitFor(() => expect(warned[0]).toMatchObject({ authenticationFailed: true }), 10_000);
    await listener.stop();
    expect(JSON.stringify(warned)).not.toMatch(/wrong|support/);
    expect(inbound).toEqual([]);
    await server.stop();
  });
});

/** A client that begins a mail and never ends it. */
function stall(port: number, part: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const left = ['HELO x', 'MAIL FROM:<a@b.example>', `RCPT TO:<${support}>`, 'DATA', part];
    socket.on('error', reject);
    socket.on('data', () => {
      const next = left.shift();
      if (next === part) socket.write(part, () => setTimeout(() => resolve(socket), 200));
      else if (next !== undefined) socket.write(`${next}\r\n`);
    });
  });
}

/** A client that only follows the server's lines. */
function converse(port: number, commands: string[]): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const lines: string[] = [];
    const left = [...commands];
    let rest = '';
    socket.setTimeout(10_000, () => reject(new Error(`no answer after ${lines.at(-1)}`)));
    socket.on('error', reject);
    socket.on('close', () => resolve(lines));
    socket.on('data', (chunk) => {
      const parts = (rest + chunk.toString()).split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        if (/^\d{3} /.test(line) && left.length > 0) socket.write(`${left.shift()}\r\n`);
      }
    });
  });
}
