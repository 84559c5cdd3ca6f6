import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { startTestApi } from '@throughline/engine/api/testing/test-api';
import { createCodeSender } from '@throughline/engine/identity/send-codes';
import { createMailNames } from '@throughline/engine/mail/mail-names';
import { createSmtpSender } from '@throughline/engine/mail/smtp-sender';
import { createProofs } from '@throughline/engine/stores/proofs';
import { eventually, startCaseRuntime } from '@throughline/engine/testing/case-runtime';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { emailConfig } from '../channels/email-parts.ts';
import type { MailServer } from '../providers/mail-server.ts';
import { startMailServer } from '../providers/mail-server.ts';
import { postWebhook } from '../providers/post-webhook.ts';
import type { TwilioStandIn } from '../providers/twilio.ts';
import { startTwilio } from '../providers/twilio.ts';
import { ensurePages } from '../runner/build-pages.ts';
import { accessibilityFaults } from './accessibility.ts';
import type { TestBrowser } from './browser.ts';
import { openBrowser } from './browser.ts';
import { picture } from './picture.ts';

/** The built page in a real browser, over the API and cases on real servers; codes go by mail, and the case begins by SMS. */
let mails: MailServer;
let twilio: TwilioStandIn;
let runtime: Awaited<ReturnType<typeof startCaseRuntime>>;
let api: Awaited<ReturnType<typeof startTestApi>>;
let browser: TestBrowser;

const ours = '+441632960001';
const ana = { phone: '+447700900123', email: 'ana@example.com' };

beforeAll(async () => {
  await ensurePages();
  [mails, twilio, browser] = await Promise.all([startMailServer(), startTwilio(), openBrowser()]);
  const config = { twilio: { ...twilio.account, baseUrl: twilio.url, smsFrom: ours } };
  runtime = await startCaseRuntime({
    temporalAddress: inject('temporalAddress'),
    mongodbUrl: inject('mongodbUrl'),
    config,
    script: async ({ messages }) => ({
      port: 'done',
      say: [{ text: `You said: ${messages.map(({ text }) => text).join(' | ')}` }],
    }),
  });
  const { database, stores, gateway, channels, takeReceipt } = runtime;
  const email = emailConfig({ smtpUrl: mails.url });
  const masterKey = database.masterKey.bytes;
  const codes = createCodeSender({
    channels: { email },
    mail: { names: createMailNames(masterKey), sendMail: createSmtpSender(email.smtpUrl) },
    log: pino({ level: 'silent' }),
  });
  api = await startTestApi({
    ...{ database, gateway },
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    config: { channels: config },
    deps: {
      ...{ channels, takeReceipt },
      proofs: createProofs({ db: database.db, masterKey, customers: stores.customers, codes }),
      pagesDir: fileURLToPath(new URL('../../packages/editor/dist', import.meta.url)),
    },
  });
});

afterAll(async () => {
  await browser?.close();
  await api?.stop();
  await runtime?.close();
  await Promise.all([mails?.stop(), twilio?.close()]);
});

// The page writes no error into the console, and asks nothing of another host.
afterEach(async () => {
  await browser.closePages();
  expect(browser.takeTroubles()).toEqual([]);
});

async function texts(Body: string): Promise<void> {
  const address = 'http://support.example.com/channels/twilio/sms';
  const { status } = await postWebhook(api.url, twilio.message(address, { From: ana.phone, To: ours, Body }));
  expect(status).toBe(200);
}

/** Ana's number is proven by the webhook; her address was proven some other time. */
async function proveEmail(): Promise<void> {
  const { customers } = runtime.stores;
  const { _id: customerId } = (await eventually(
    () => customers.findByIdentifier({ kind: 'phone', value: ana.phone }),
    (row) => row !== null,
  ))!;
  const link = { kind: 'email', value: ana.email, level: 'verified' as const, evidence: 'dmarc' };
  await customers.claim({ ...link, customerId, author: 'channel', at: Date.now() });
}

/** The code of so manieth mail. */
async function code(count: number): Promise<string> {
  const { mail } = await mails.mailTo(ana.email, count);
  const found = /\b(\d{3}) (\d{3})\b/.exec(mail.text ?? '');
  if (!found) throw new Error(`no code in: ${mail.text}`);
  return `${found[1]}${found[2]}`;
}

const bubbles = (page: Page) => page.locator('.message .bubble');

it('shows a customer who signs in by a code the case that began by SMS, and goes on with it', async () => {
  await texts('My kettle leaks');
  await proveEmail();
  await expect.poll(() => twilio.sent.length).toBe(1);

  const page = await browser.newPage();
  await page.goto(`${api.url}/portal`);
  const to = page.getByLabel('E-mail address or telephone number');
  await to.fill('ana');
  await to.press('Enter');
  await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/Type an e-mail address/);
  browser.takeTroubles();
  expect(await accessibilityFaults(page, 'portal-sign-in')).toEqual([]);
  await to.fill(ana.email);
  await to.press('Enter');
  const right = await code(1);
  const typed = page.getByLabel('Code of six digits');
  await typed.fill(right === '000000' ? '000001' : '000000');
  await typed.press('Enter');
  await expect.poll(() => page.getByRole('alert').textContent()).toMatch(/not the code/);
  browser.takeTroubles();
  await typed.fill(right);
  await page.getByRole('button', { name: 'Sign in' }).click();

  await page.locator('.case', { hasText: 'My kettle leaks' }).click();
  await expect.poll(() => bubbles(page).count()).toBe(2);
  expect(await page.locator('.mark').allTextContents()).toEqual([expect.stringContaining('SMS')]);
  const field = page.getByPlaceholder('Write a message');
  await field.fill('It is the lid');
  await field.press('Enter');
  await expect.poll(() => bubbles(page).allTextContents()).toContain('You said: It is the lid');
  // What is written here is answered here, and what comes elsewhere is seen here at once.
  expect(twilio.sent).toHaveLength(1);
  await texts('And the handle');
  await expect.poll(() => bubbles(page).allTextContents()).toContain('You said: And the handle');
  expect(await page.locator('.mark .channel').allTextContents()).toEqual(['SMS', 'Here', 'SMS']);

  await page.locator('input[type=file]').setInputFiles({
    name: 'lid.png',
    mimeType: 'image/png',
    buffer: picture(),
  });
  await page.locator('.upload[data-state=ready]').waitFor();
  await field.press('Enter');
  await page.locator('.message .file').waitFor();
  expect(await accessibilityFaults(page, 'portal-case')).toEqual([]);

  await page.getByRole('button', { name: 'Close case' }).click();
  await page.getByText('This case is closed. Write to open it again.').waitFor();
  expect(await page.locator('.case .status').textContent()).toBe('Closed');
  await field.fill('It leaks again');
  await field.press('Enter');
  await expect.poll(() => bubbles(page).allTextContents()).toContain('You said: It leaks again');
  await page.getByRole('button', { name: 'Close case' }).waitFor();
  expect(await page.locator('.case').count()).toBe(1);
});

it('begins a case on a phone, gives the data out, and signs out', async () => {
  const page = await browser.newPage({ acceptDownloads: true });
  const phone = { width: 390, height: 844 };
  await page.setViewportSize(phone);
  await page.goto(`${api.url}/portal?locale=de`);
  const to = page.getByLabel('E-Mail-Adresse oder Telefonnummer');
  await to.fill(ana.email);
  await to.press('Enter');
  const typed = page.getByLabel('Code aus sechs Ziffern');
  await typed.fill(await code(2));
  await typed.press('Enter');
  await page.getByRole('button', { name: 'Neues Anliegen' }).click();
  const field = page.getByPlaceholder('Nachricht schreiben');
  await field.fill('I need an invoice');
  await field.press('Enter');
  await expect.poll(() => bubbles(page).allTextContents()).toContain('You said: I need an invoice');
  await page.getByRole('button', { name: 'Zurück zu Ihren Anliegen' }).click();
  await expect.poll(() => page.locator('.case').count()).toBe(2);

  const account = page.getByText('Ihr Konto');
  await account.click();
  expect(await accessibilityFaults(page, 'portal-list')).toEqual([]);
  await page.setViewportSize(phone);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Meine Daten herunterladen' }).click(),
  ]);
  const data = JSON.parse(await readFile(await download.path(), 'utf8')) as { cases: unknown[] };
  expect(data.cases).toHaveLength(2);
  await account.click();
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await to.waitFor();
  await page.goto(`${api.url}/portal`);
  await page.getByLabel('E-mail address or telephone number').waitFor();
});
