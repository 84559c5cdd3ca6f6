import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

const desktop = { viewport: { width: 1600, height: 1000 } };

/** What becomes of running cases when a version is published, and what is published although its tests go another way. */
export function describeRunningCases(installation: () => Installation): void {
  test('running cases are moved to a version that is published with a reason, although a test goes another way', async () => {
    const { url, admin, browser } = installation();
    const customer = await browser.newPage();
    await customer.goto(`${url}/chat`);
    const chat = chatOn(customer);
    await chat.say('Hello');
    await chat.answer('Tarn & Ember');

    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/flows/support`);
    await saveTest(page, 'ahoy', {
      ...{ schema: 1, title: 'Greets with Ahoy', results: {} },
      turns: [{ say: 'Hello', expect: { says: ['Ahoy'] } }],
    });
    const flow = flowEditorOn(page);
    await flow.node('A customer writes').waitFor();
    await flow.find('Greet');
    await flow.inspector.getByRole('textbox', { name: 'Text' }).fill('Good evening from Tarn & Ember.');
    await flow.saved();

    // What cannot be read keeps nobody from publishing.
    await page.route('**/publish/preview', (route) => route.abort('internetdisconnected'));
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish' });
    await dialog.getByText('Where running cases stand could not be read.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Publish', exact: true }).isEnabled()).toBe(true);
    await page.unroute('**/publish/preview');
    await dialog.getByRole('button', { name: 'Look again' }).click();
    await dialog.getByText(/^\d+ cases? runs? on other versions/).waitFor();
    expect(await dialog.getByRole('radio', { name: 'Stay on the version' }).isChecked()).toBe(true);
    const places = dialog.locator('details');
    if (!(await places.evaluate((details) => (details as HTMLDetailsElement).open)))
      await places.getByText('Where they stand').click();
    await dialog
      .getByText(/cases? of version \d+ at “Wait for the customer”/)
      .first()
      .waitFor();
    expect(await accessibilityFaults(page, 'publish')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await dialog.getByRole('radio', { name: 'Move to this version' }).check();
    const publish = dialog.getByRole('button', { name: 'Publish', exact: true });
    await publish.click();

    await dialog.getByText(/of the flow go(es)? another way than recorded/).waitFor();
    await dialog.getByText('Greets with Ahoy').waitFor();
    expect(browser.takeTroubles()).toEqual([expect.stringMatching(/409.*support\/publish/)]);
    const reason = dialog.getByLabel('Why it is published all the same');
    expect(await reason.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await publish.isDisabled()).toBe(true);
    expect(await accessibilityFaults(page, 'publish-untested')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await reason.fill('We say good evening from now on.');
    await publish.click();

    const live = page.getByRole('dialog', { name: /^Version \d+ is live$/ });
    await live.getByText(/^\d+ of \d+ cases? moved to version \d+/).waitFor({ timeout: 60_000 });
    expect(await accessibilityFaults(page, 'published')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await live.getByRole('button', { name: 'Done' }).click();
    await chat.say('Hello again');
    await chat.answer('Good evening from Tarn & Ember.');

    await page.getByRole('button', { name: 'Versions' }).click();
    const moved = page.getByRole('region', { name: 'Running cases' });
    await moved.getByText(/^\d+ of \d+ cases? moved to version \d+/).waitFor();
    await page.getByRole('row', { name: /^1/ }).getByRole('button', { name: 'Publish again' }).click();
    const back = page.getByRole('dialog', { name: /^Publish version \d+ again$/ });
    await back.getByRole('radio', { name: 'Move to this version' }).check();
    expect(await accessibilityFaults(page, 'publish-again')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await back.getByRole('button', { name: /^Publish version/ }).click();
    await page
      .getByRole('dialog', { name: /is live$/ })
      .getByText(/^\d+ of \d+ cases? moved to version \d+/)
      .waitFor({ timeout: 60_000 });
    await page.keyboard.press('Escape');
    await removeTest(page, 'ahoy');
  }, 180_000);
}

const saveTest = (page: Page, name: string, saved: object) => call(page, 'PUT', name, { test: saved });
const removeTest = (page: Page, name: string) => call(page, 'DELETE', name);

/** As the page asks: with its session. */
async function call(page: Page, method: string, name: string, body?: object): Promise<void> {
  const status = await page.evaluate(
    async ([verb, path, text]) => {
      const headers = { 'Content-Type': 'application/json', 'X-Throughline': '1' };
      const answer = await fetch(path!, { method: verb!, headers, ...(text ? { body: text } : {}) });
      return answer.status;
    },
    [method, `/api/flows/support/tests/${name}`, body ? JSON.stringify(body) : ''],
  );
  expect(status).toBeLessThan(300);
}
