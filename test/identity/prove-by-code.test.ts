import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { flowSchema } from '@throughline/flow/schema';
import { createCodeSender } from '@throughline/engine/identity/send-codes';
import { createMailNames } from '@throughline/engine/mail/mail-names';
import { createSmtpSender } from '@throughline/engine/mail/smtp-sender';
import { createProofs } from '@throughline/engine/stores/proofs';
import type { CaseRuntime } from '@throughline/engine/testing/case-runtime';
import { eventually, startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { pino } from 'pino';
import { emailConfig } from '../channels/email-parts.ts';
import type { MailServer } from '../providers/mail-server.ts';
import { startMailServer } from '../providers/mail-server.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import { realNodes } from '../support/real-nodes.ts';

/** The flow of docs/identity.md on real servers: the code goes by the customers' mail server, or Twilio, to who is known. */
let mails: MailServer;
let twilio: TwilioStandIn;
let runtime: CaseRuntime;
const logged: string[] = [];

beforeAll(async () => {
  [mails, twilio] = await Promise.all([startMailServer(), startTwilio()]);
  const log = pino({ level: 'trace' }, { write: (line) => void logged.push(line) });
  const file = new URL('../../examples/prove-identity.flow.json', import.meta.url);
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    flow: flowSchema.parse(JSON.parse(readFileSync(file, 'utf8'))),
    script: async () => ({ port: 'done' }),
    nodes({ stores, db, masterKey }) {
      const email = emailConfig({ smtpUrl: mails.url });
      const sms = { ...twilio.account, baseUrl: twilio.url, smsFrom: '+441632960001' };
      const codes = createCodeSender({
        channels: { email, twilio: sms },
        mail: { names: createMailNames(masterKey.bytes), sendMail: createSmtpSender(email.smtpUrl) },
        log,
        pausesMs: [10, 10],
      });
      const proofs = createProofs({ db, masterKey: masterKey.bytes, customers: stores.customers, codes });
      return realNodes({ stores, proofs, log });
    },
  });
});

afterAll(async () => {
  await runtime?.close();
  await Promise.all([mails?.stop(), twilio?.close()]);
});

async function knownBy(kind: string, value: string, name: string): Promise<string> {
  const identifiers = [{ kind, value, level: 'verified' as const, evidence: 'test' }];
  const { customers } = runtime.stores;
  const { _id } = await customers.findOrCreate({ identifiers, name, language: 'de', at: Date.now() });
  return _id;
}

/** Says it, and gives what is answered, so many messages in. */
async function says(visitor: string, text: string, answers: number): Promise<string> {
  await runtime.say(text, { visitor });
  const heard = await eventually(
    () => runtime.heard(visitor),
    (all) => all.length >= answers,
  );
  return heard.at(-1) ?? '';
}

const prompt = /If we know you by that, a code is on its way/;
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

test('somebody who claims to be a customer is that customer once they have the code', async () => {
  const ana = await knownBy('email', 'ana@example.com', 'Ana');
  // The first try is not taken by the mail server, and comes again.
  mails.treatNext({ refuse: 'recipient', code: 451 });
  const { caseId } = await runtime.say('I am ana@example.com, where is my order?', { visitor: 'v1' });
  await eventually(
    () => runtime.heard('v1'),
    ([first]) => prompt.test(first ?? ''),
  );
  const { mail } = await mails.mailTo('ana@example.com');
  expect(mail.subject).toBe('Ihr Code (Example Support)');
  const code = /\d{3} \d{3}/.exec(mail.text ?? '')?.[0] ?? '';
  expect(code).not.toBe('');

  expect(await says('v1', other(code.replace(' ', '')), 2)).toMatch(/not the code/);
  expect((await runtime.stores.cases.get(caseId))?.customerId).not.toBe(ana);
  expect(await says('v1', `It is ${code}`, 3)).toBe('Hello Ana, how can we help?');

  const kase = await eventually(
    () => runtime.stores.cases.get(caseId),
    (row) => row?.customerId === ana,
  );
  expect(kase?.brief?.openQuestion?.text).toContain('where is my order');
  expect((await runtime.stores.customers.mergesOf(ana))[0]).toMatchObject({ author: 'proof' });
  // It was sent beside the case: nothing of the product's own says it, and nothing is logged.
  const outbox = JSON.stringify(await runtime.database.db.collection('outbox').find().toArray());
  const bare = code.replace(' ', '');
  for (const text of [outbox, logged.join('')]) {
    expect(text).not.toContain(code);
    expect(text).not.toContain(bare);
    expect(text).not.toContain('ana@example.com');
  }
});

test('who asks cannot tell whether anybody is known by it, and gets to a person after five tries', async () => {
  expect(await says('v2', 'This is nobody@example.com', 1)).toMatch(prompt);
  for (let tries = 1; tries <= 4; tries++)
    expect(await says('v2', '123456', tries + 1)).toMatch(/not the code/);
  await runtime.say('123456', { visitor: 'v2' });
  const { cases } = await eventually(
    () => runtime.stores.cases.list({ conversation: 'v2', limit: 1 }),
    (page) => page.cases[0]?.owner === 'queue',
  );
  expect(cases[0]?.queue?.reason).toBe('Could not prove who they are');
  expect(mails.received.flatMap(({ to }) => to)).not.toContain('nobody@example.com');
});

test('a code for a telephone number goes by SMS, in the customer’s language', async () => {
  await knownBy('phone', '+447700900123', 'Bo');
  await says('v3', 'My number is +44 7700 900123', 1);
  const sms = await eventually(
    async () => twilio.sent.at(-1),
    (message) => message?.to === '+447700900123',
  );
  expect(sms?.body).toMatch(/^Ihr Code ist \d{3} \d{3}\. Er gilt 10 Minuten/);
  const code = /\d{3} \d{3}/.exec(sms?.body ?? '')?.[0] ?? '';
  expect(await says('v3', code, 2)).toBe('Hello Bo, how can we help?');
});
