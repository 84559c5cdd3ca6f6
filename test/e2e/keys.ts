import { readFile } from 'node:fs/promises';
import { SignJWT } from 'jose';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import type { Installation } from './installation.ts';
import { identitySecret } from './installation.ts';
import { signIn } from './staff.ts';

export function describeKeys(installation: () => Installation): void {
  test('an agent finds, takes, answers, notes and closes a case without a mouse, and has it as a file', async () => {
    const { url, admin, browser } = installation();
    const customer = await browser.newPage();
    await customer.goto(`${url}/chat`);
    const chat = chatOn(customer);
    await chat.say('I would like to talk to a person about my Fell mug.');
    await customer.getByText('A person will be with you soon').waitFor();

    const desk = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await signIn(desk, url, admin);
    await desk.getByText('Live', { exact: true }).waitFor();
    await desk.keyboard.press('?');
    await desk.getByRole('dialog', { name: 'Keys' }).getByText('Claim the case').waitFor();
    expect(await accessibilityFaults(desk, 'keys')).toEqual([]);
    await desk.keyboard.press('Escape');
    await desk.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });

    await desk.keyboard.press('q');
    await desk
      .getByRole('region', { name: 'Inbox' })
      .getByRole('link', { name: /about my Fell mug/ })
      .waitFor();
    await desk.keyboard.press('j');
    await desk.getByRole('region', { name: 'Brief' }).getByText('about my Fell mug').first().waitFor();
    await desk.keyboard.press('c');
    await customer.getByText(`You are talking with ${admin.name}`).waitFor();
    const composer = desk.getByRole('textbox', { name: `Reply as ${admin.name}` });
    await expect.poll(() => composer.isEnabled()).toBe(true);
    await desk.keyboard.press('r');
    await desk.keyboard.type('What about it?');
    await desk.keyboard.press('Control+Enter');
    await chat.answer('What about it?');

    await desk.keyboard.press('Escape');
    await desk.keyboard.press('n');
    await desk.keyboard.type('Only for colleagues.');
    await desk.keyboard.press('Control+Enter');
    const timeline = desk.getByRole('log', { name: 'Timeline' });
    await timeline.getByText('Only for colleagues.').waitFor();

    await desk.keyboard.press('Escape');
    await desk.keyboard.press('x');
    await desk.getByRole('dialog', { name: 'Close the case' }).waitFor();
    expect(await accessibilityFaults(desk, 'close')).toEqual([]);
    await desk.keyboard.type('Solved');
    await desk.keyboard.press('Enter');
    await customer.getByText('This conversation is closed').waitFor();
    expect(await chat.transcript()).not.toContainEqual(expect.stringContaining('colleagues'));

    await desk.keyboard.press('Control+k');
    await desk.getByRole('combobox').fill('Fell mug');
    await desk
      .getByRole('option', { name: /Fell mug/ })
      .first()
      .waitFor();
    expect(await accessibilityFaults(desk, 'palette')).toEqual([]);
    await desk.keyboard.press('Enter');
    await desk.waitForURL(`${url}/cases/*`);
    const download = desk.waitForEvent('download');
    await desk.getByRole('link', { name: 'Export' }).click();
    const bundle: unknown = JSON.parse(await readFile(await (await download).path(), 'utf8'));
    expect(bundle).toMatchObject({ schema: 1, journal: expect.arrayContaining([]), flow: { id: 'support' } });
  });

  test('no page of the staff is wider than a phone', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    await signIn(page, url, admin);
    for (const path of ['/desk', '/desk?view=queues', '/cases', '/mails']) {
      await page.goto(url + path);
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    }
  });

  test('the shop says who its visitor is, and the browser forgets on signing out', async () => {
    const { hostPage, browser, url, admin } = installation();
    const page = await browser.newPage();
    await page.goto(hostPage);
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
    await identify(page, await signed('4711', 'Ines Rocha'));
    await page.getByRole('button', { name: 'Open chat' }).click();
    const chat = chatOn(page);
    await chat.say('How long does the Bothy flask keep coffee hot?');
    await chat.answer('12 hours');

    const staff = await browser.newPage();
    await signIn(staff, url, admin);
    await staff.goto(`${url}/cases`);
    await staff.getByRole('row', { name: /Ines Rocha.*Bothy flask/ }).waitFor();

    await identify(page, undefined);
    await expect.poll(() => chat.transcript()).toEqual([]);
    await page.reload();
    await page.getByRole('button', { name: 'Open chat' }).click();
    await page.getByText('What can I do for you').or(page.getByText('Ask anything')).waitFor();
    expect(await chat.transcript()).toEqual([]);
  });

  test('a visitor who signs in after a message keeps the conversation, and the agent knows who it is', async () => {
    const { hostPage, browser, url, admin } = installation();
    const page = await browser.newPage();
    await page.goto(hostPage);
    await page.getByRole('button', { name: 'Open chat' }).click();
    const chat = chatOn(page);
    await chat.say('I would like to talk to a person about a dented Corrie kettle.');
    await page.getByText('A person will be with you soon').waitFor();

    const desk = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await signIn(desk, url, admin);
    await desk.goto(`${url}/desk?view=queues`);
    await desk
      .getByRole('region', { name: 'Inbox' })
      .getByRole('link', { name: /Corrie kettle/ })
      .click();
    const customer = desk.getByRole('complementary', { name: 'Customer' });
    await customer.getByText('Anonymous visitor').waitFor();
    const before = desk.url();
    expect(await customer.getByText('Tove Lindahl').count()).toBe(0);

    const said = await chat.transcript();
    await identify(page, await signed('4712', 'Tove Lindahl'));
    await customer.getByText('Tove Lindahl').first().waitFor();
    await customer.getByText('Identity is proven').waitFor();
    expect(await chat.transcript()).toEqual(said);
    await chat.say('It came on Tuesday.');
    await desk.getByRole('log', { name: 'Timeline' }).getByText('It came on Tuesday.').waitFor();
    expect(desk.url()).toBe(before);

    // On the next page she is still there, and so is what she said.
    await page.reload();
    await page.getByRole('button', { name: 'Open chat' }).waitFor();
    await identify(page, await signed('4712', 'Tove Lindahl'));
    await page.getByRole('button', { name: 'Open chat' }).click();
    await expect.poll(() => chat.transcript()).toContain('customer: It came on Tuesday.');
    expect((await chat.transcript()).slice(0, said.length)).toEqual(said);

    // What she writes without a line, nobody else sends.
    await page.context().setOffline(true);
    await chat.say('My card ends in 4242.');
    await identify(page, await signed('4713', 'Bo Ek'));
    expect(await chat.transcript()).toEqual([]);
    await page.context().setOffline(false);
    await expect.poll(() => page.getByText('Ask anything about your order').isVisible()).toBe(true);
    await chat.say('Where is my order TE-104233?');
    await chat.answer('Order TE-104233');
    expect(await chat.transcript()).not.toContainEqual(expect.stringContaining('4242'));
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('4242');
  });
}

/** A token as the shop's server makes it for its visitor. */
function signed(account: string, name: string): Promise<string> {
  return new SignJWT({ name })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(account)
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(identitySecret));
}

/** The shop's page says who is there; nobody, without a token. */
async function identify(page: Page, token: string | undefined): Promise<void> {
  await page.evaluate((token) => void Reflect.get(window, 'Throughline').identify(token), token);
}
