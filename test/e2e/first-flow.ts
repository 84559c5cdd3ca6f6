import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { middleOf } from './box-of.ts';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

const desktop = { viewport: { width: 1600, height: 1000 } };

/** Step by step what docs/first-flow.md says, by its own words. */
export function describeFirstFlow(installation: () => Installation): void {
  test('is drawn, talked to and published as its page says', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.getByRole('link', { name: 'Flows' }).click();
    await page.getByRole('button', { name: 'New flow' }).click();
    await page.getByLabel('Title').fill('My first flow');
    await page.getByRole('button', { name: 'Begin' }).click();
    const flow = flowEditorOn(page);
    await flow.node('A customer writes').click();

    await add(page, 'retrieve', 'Retrieve knowledge');
    await add(page, 'answer', 'Answer');
    await flow.inspector
      .getByLabel('Passages from')
      .selectOption({ label: 'Retrieve knowledge (retrieveKnowledge)' });
    await add(page, 'wait for', 'Wait for reply');

    await page.getByRole('button', { name: 'Fit View' }).click();
    await flow.wire('Answer', 'offered', 'Wait for reply');
    await flow.wire('Wait for reply', 'reply', 'Retrieve knowledge');
    await dropOnNothing(page, flow.node('Answer').locator('[data-handleid="not-sure"]'));
    await page.getByRole('combobox', { name: 'Add a node' }).fill('escalate');
    await page.keyboard.press('Enter');
    await flow.inspector.getByLabel('Queue').fill('support');
    await flow.wire('Retrieve knowledge', 'nothing', 'Escalate');
    await flow.wire('Escalate', 'returned', 'Wait for reply');
    await page.getByRole('button', { name: 'Problems', exact: true }).click();
    await page.getByText('Nothing keeps this flow from being published.').waitFor();

    await page.getByRole('button', { name: 'Simulator' }).click();
    const told = page.getByRole('textbox', { name: 'Message of the customer' });
    await told.fill('How long do I have to return something?');
    await told.press('Enter');
    const said = page.getByRole('log', { name: 'What was said' });
    await said
      .getByText(/30 days/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Save as a test' }).click();
    const saving = page.getByRole('dialog', { name: 'Save as a test' });
    expect(await accessibilityFaults(page, 'save-test')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await saving.getByRole('button', { name: 'Save the test' }).click();
    await page.getByRole('button', { name: 'Tests' }).click();
    await page.getByText('The test goes as recorded.').waitFor();
    expect(await accessibilityFaults(page, 'tests')).toEqual([]);
    await page.setViewportSize(desktop.viewport);

    await page.getByRole('button', { name: 'Simulator' }).click();
    await page.getByRole('button', { name: 'Start again' }).click();
    await told.fill('Do you sell dragons?');
    await told.press('Enter');
    await page.getByText('Waits for people in support').waitFor();
    await page.getByRole('button', { name: 'Agent accepts' }).click();
    await page.getByRole('button', { name: 'Gives it back' }).click();
    await page.getByRole('button', { name: 'Agent accepts' }).waitFor({ state: 'detached' });

    await flow.publish('The first one');
    await page.getByText('version 1 is live', { exact: true }).waitFor();
  });
}

async function add(page: Page, typed: string, title: string): Promise<void> {
  await page.getByPlaceholder('Add a node').fill(typed);
  await page.getByPlaceholder('Add a node').press('Enter');
  await page.getByRole('heading', { name: `Settings of ${title}` }).waitFor();
}

async function dropOnNothing(page: Page, port: Locator): Promise<void> {
  const { x, y } = await middleOf(port);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 54, y + 154, { steps: 6 });
  await page.mouse.up();
}
