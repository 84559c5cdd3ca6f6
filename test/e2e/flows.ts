import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

const desktop = { viewport: { width: 1600, height: 1000 } };

export function describeFlows(installation: () => Installation): void {
  test('a text is changed, published, heard by customers, and rolled back', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/flows`);
    await page.getByRole('link', { name: 'Support of a small web shop' }).waitFor();
    expect(await accessibilityFaults(page, 'flows')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await page.getByRole('link', { name: 'Support of a small web shop' }).click();

    const flow = flowEditorOn(page);
    await flow.node('A customer writes').waitFor();
    await flow.find('Greet');
    const text = flow.inspector.getByRole('textbox', { name: 'Text' });
    await text.fill('Good to see you at Tarn & Ember.');
    await flow.saved();
    expect(await accessibilityFaults(page, 'flow')).toEqual([]);
    await page.setViewportSize(desktop.viewport);

    // The draft answers by the real articles, before anybody hears it.
    await page.getByRole('button', { name: 'Simulator' }).click();
    const told = page.getByRole('textbox', { name: 'Message of the customer' });
    await told.fill('Hello');
    await told.press('Enter');
    const said = page.getByRole('log', { name: 'What was said' });
    await said.getByText('Good to see you at Tarn & Ember.').waitFor();
    await told.fill('How long do I have to send an unused item back for a refund?');
    await told.press('Enter');
    await said.getByText('within 30 days of delivery').waitFor();
    expect(await accessibilityFaults(page, 'simulator')).toEqual([]);
    await page.setViewportSize(desktop.viewport);

    await page.getByRole('button', { name: 'Versions' }).click();
    await page.getByRole('button', { name: 'Compare with the draft' }).click();
    const compared = page.getByRole('dialog', { name: 'What is different' });
    await compared.getByText('1 difference').waitFor();
    await compared.getByRole('cell', { name: 'Good to see you at Tarn & Ember.' }).waitFor();
    expect(await accessibilityFaults(page, 'compare')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await page.keyboard.press('Escape');

    // Recorded conversations expect the greeting of before.
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const publish = page.getByRole('dialog', { name: 'Publish' });
    await publish.getByLabel('What has changed').fill('A warmer greeting');
    await publish.getByRole('button', { name: 'Publish', exact: true }).click();
    await publish.getByText(/go(?:es)? another way than recorded/).waitFor();
    expect(browser.takeTroubles()).toEqual([expect.stringMatching(/409.*publish/)]);
    expect(await accessibilityFaults(page, 'publish-untested')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await publish.getByLabel('Why it is published all the same').fill('The greeting is meant to change.');
    await publish.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('version 2 is live', { exact: true }).waitFor();
    const customer = await browser.newPage();
    await customer.goto(`${url}/chat`);
    await chatOn(customer).say('Hello');
    await chatOn(customer).answer('Good to see you at Tarn & Ember.');

    await page.getByRole('row', { name: /^1/ }).getByRole('button', { name: 'Publish again' }).click();
    await page.getByRole('button', { name: 'Publish version 1' }).click();
    await page.getByText('version 1 is live', { exact: true }).waitFor();
    const other = await browser.newPage();
    await other.goto(`${url}/chat`);
    await chatOn(other).say('Hello');
    await chatOn(other).answer('Hello, this is Tarn & Ember.');
  });

  test('a flow is drawn from nothing with the mouse, and what is wrong leads to its place', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/flows`);
    await page.getByRole('button', { name: 'New flow' }).click();
    await page.getByLabel('Title').fill('Drawn by mouse');
    await page.getByRole('button', { name: 'Begin' }).click();
    const flow = flowEditorOn(page);
    await flow.node('A customer writes').waitFor();
    await page.getByRole('button', { name: 'Zoom Out' }).click();

    await flow.drop('Send message', { x: 760, y: 120 });
    await flow.drop('Wait for reply', { x: 760, y: 470 });
    await flow.wire('A customer writes', 'started', 'Send message');
    await flow.wire('Send message', 'sent', 'Wait for reply');
    await flow.wire('Wait for reply', 'reply', 'Send message');
    await page.getByRole('button', { name: /^Problems/ }).click();
    const problems = page.getByRole('region', { name: 'Below the drawing' });
    await problems.getByText('Send message').first().click();
    await flow.inspector.getByRole('textbox', { name: 'Text' }).fill('We heard you: {{ message.text }}');
    await problems.getByText('Nothing keeps this flow from being published.').waitFor();

    await flow.node('Send message').click();
    await page.keyboard.press('Delete');
    await expect.poll(() => flow.edges.count()).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => flow.edges.count()).toBe(3);
    await flow.saved();
    await page.reload();
    await expect.poll(() => flow.edges.count()).toBe(3);
    await flow.publish('The first one');
    await page.getByText('version 1 is live', { exact: true }).waitFor();
  });

  test('a template is begun with, its tests go as recorded, and its frames have names', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/flows`);
    await page.getByRole('button', { name: 'New flow' }).click();
    await page.getByLabel('Title').fill('Dentist');
    await page.getByLabel('Begin with').selectOption('Appointment booking');
    await page.getByText('brings 12 articles and 15 tests').waitFor();
    expect(await accessibilityFaults(page, 'new-flow')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('heading', { name: 'Dentist', exact: true }).waitFor();

    await page.getByRole('button', { name: 'Tests' }).click();
    await page.getByText('All 15 go as recorded.').waitFor();
    await page.getByRole('button', { name: 'Tests' }).click();

    const flow = flowEditorOn(page);
    await page
      .locator('.react-flow__node-group-frame')
      .getByText('May be an emergency')
      .click({ position: { x: 8, y: 6 } });
    await flow.inspector.getByRole('textbox', { name: 'Title of the group' }).fill('Urgent');
    await flow.inspector.getByRole('button', { name: 'Red', exact: true }).click();
    await page.locator('.react-flow__node-group-frame').getByText('Urgent').waitFor();
    await page.keyboard.press('Escape');
    await flow.saved();
  });

  test('a flow is drawn from nothing by keys alone', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/flows`);
    await page.getByRole('button', { name: 'New flow' }).waitFor();
    const keys = page.keyboard;
    await keys.press('n');
    await page.getByLabel('Title').waitFor();
    await keys.type('Drawn by keys');
    await keys.press('Enter');
    const flow = flowEditorOn(page);
    await flow.node('A customer writes').waitFor();

    const add = async (typed: string, title: string) => {
      await keys.press('a');
      await page.getByRole('combobox', { name: 'Add a node' }).waitFor();
      await keys.type(typed);
      await keys.press('Enter');
      await page.getByRole('heading', { name: `Settings of ${title}` }).waitFor();
    };
    await keys.press('Alt+ArrowRight');
    await add('send mess', 'Send message');
    await add('wait for', 'Wait for reply');
    await expect.poll(() => flow.edges.count()).toBe(2);

    await keys.press('c');
    await page.getByRole('combobox', { name: /Which port/ }).waitFor();
    await keys.type('reply');
    await keys.press('Enter');
    await page.getByRole('combobox', { name: /Where does/ }).waitFor();
    await keys.type('send mess');
    await keys.press('Enter');
    await expect.poll(() => flow.edges.count()).toBe(3);

    await keys.press('Alt+ArrowLeft');
    await page.getByRole('heading', { name: 'Settings of Send message' }).waitFor();
    const text = flow.inspector.getByRole('textbox', { name: 'Text' });
    for (let n = 0; n < 40 && !(await text.evaluate((field) => field.matches(':focus'))); n += 1)
      await keys.press('Tab');
    await keys.type('We heard you.');
    await flow.saved();

    const publish = page.getByRole('button', { name: 'Publish', exact: true });
    for (let n = 0; n < 80 && !(await publish.evaluate((button) => button.matches(':focus'))); n += 1)
      await keys.press('Shift+Tab');
    await keys.press('Enter');
    await page.getByRole('dialog', { name: 'Publish' }).waitFor();
    await keys.type('By keys');
    await keys.press('Tab');
    await keys.press('Tab');
    await keys.press('Enter');
    await page.getByText('version 1 is live', { exact: true }).waitFor();
  });
}
