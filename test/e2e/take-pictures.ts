// The pictures of the docs, of a running demo: `npx tsx test/e2e/take-pictures.ts <its one-time link>`.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { flowEditorOn } from './flow-editor.ts';
import { createAccount, signIn } from './staff.ts';

const [link] = process.argv.slice(2);
if (link === undefined) throw new Error('Give the one-time link that `npm run demo` prints.');
const { origin: url } = new URL(link);
const folder = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
await mkdir(folder, { recursive: true });

const browser = await openBrowser();
const page = await browser.newPage({ viewport: { width: 1360, height: 850 }, colorScheme: 'light' });
const picture = async (name: string, part: Page | ReturnType<Page['locator']> = page) => {
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await part.screenshot({ path: join(folder, `${name}.png`) });
};
await signIn(page, url, await createAccount(link, 'Ada Minster'));
const flow = flowEditorOn(page);

await flow.open(url, 'support');
await flow.find('Which answer fits?').catch(() => flow.find('Greet'));
await picture('flow');

await page.getByRole('button', { name: 'Simulator' }).click();
const told = page.getByRole('textbox', { name: 'Message of the customer' });
for (const text of ['Hello', 'How long do I have to send an unused item back?']) {
  await told.fill(text);
  await told.press('Enter');
}
await page.getByRole('log', { name: 'What was said' }).getByText('30 days').first().waitFor();
await picture('simulator');

await flow.find('Greet');
await flow.inspector.getByRole('textbox', { name: 'Text' }).fill('Good to see you at Tarn & Ember.');
await flow.saved();
await page.getByRole('button', { name: 'Tests' }).click();
await page
  .getByText(/goe?s? another way|go as recorded/)
  .first()
  .waitFor();
await picture('tests');

await page.getByRole('button', { name: 'Versions' }).click();
await page.getByRole('button', { name: 'Compare with the draft' }).first().click();
await page.getByRole('dialog', { name: 'What is different' }).getByText('1 difference').waitFor();
await picture('compare');
await page.keyboard.press('Escape');

await page.getByRole('button', { name: 'Publish', exact: true }).click();
await page.getByRole('dialog', { name: 'Publish' }).waitFor();
await picture('publish', page.getByRole('dialog', { name: 'Publish' }));
await page.keyboard.press('Escape');

for (const [name, path] of [
  ['flows', '/flows'],
  ['knowledge', '/knowledge'],
  ['nodes', '/nodes/answer'],
  ['settings', '/settings/channels'],
] as const) {
  await page.goto(`${url}${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await picture(name);
}
await browser.close();
