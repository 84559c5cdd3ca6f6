import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import type { Account } from './staff.ts';
import { createAccount, invite, signIn } from './staff.ts';

const desktop = { viewport: { width: 1600, height: 1000 } };

const says = (id: string, title: string, text: string) => ({
  ...{ id, type: 'send-message', title, config: { text } },
  position: { x: 0, y: 0 },
});
const flow = {
  ...{ schema: 1, id: 'front-door', title: 'Front door' },
  settings: {
    fallbackQueue: 'support',
    fallbackTexts: [{ language: 'en', text: 'A colleague will answer you here.' }],
    languages: ['en'],
    timeZone: 'Europe/London',
  },
  nodes: [
    { id: 'customer', type: 'ingest', title: 'A customer writes', config: {}, position: { x: 0, y: 0 } },
    { ...says('greet', 'Greet', 'Welcome.'), position: { x: 320, y: 0 } },
    { ...says('goOn', 'Go on', 'How can we help?'), position: { x: 640, y: 0 } },
    { id: 'reply', type: 'wait-for-reply', title: 'Wait', config: {}, position: { x: 960, y: 0 } },
  ],
  edges: [
    { id: 'e1', from: 'customer', port: 'started', to: 'greet' },
    { id: 'e2', from: 'greet', port: 'sent', to: 'goOn' },
    { id: 'e3', from: 'goOn', port: 'sent', to: 'reply' },
    { id: 'e4', from: 'reply', port: 'reply', to: 'goOn' },
  ],
};

/** Several people, several windows, and a connection that fails: nobody's drawing is lost, and nobody's is written over in silence. */
export function describeFlowAuthors(installation: () => Installation): void {
  test('files that cannot be read are refused in words, and one that can becomes a draft', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/flows`);
    const bring = (name: string, text: string) =>
      page
        .getByLabel('Flow file to import')
        .setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    await page.getByRole('button', { name: 'Import' }).waitFor();
    await bring('half.json', '{ "schema": 1, "nodes": [');
    await page.getByText(/^half\.json was not imported\./).waitFor();
    await bring('newer.json', JSON.stringify({ ...flow, schema: 99 }));
    await page.getByText(/^newer\.json was not imported\. .*knows schemas up to 1/).waitFor();
    await bring('front-door.json', JSON.stringify(flow));
    await page.getByRole('heading', { name: 'Front door', exact: true }).waitFor();
    expect(await flowEditorOn(page).edges.count()).toBe(flow.edges.length);
    await flowEditorOn(page).publish('From a file');
    await page.getByText('version 1 is live', { exact: true }).waitFor();
  });

  test('two people draw one flow: what one published meanwhile is told, compared and merged', async () => {
    const { url, admin } = installation();
    const bo = await createAccount(
      await invite(url, admin, 'bo.field@tarnandember.example', 'ops'),
      'Bo Field',
    );
    const [his, hers] = await Promise.all([open(bo), open(admin)]);
    await write(hers, 'Go on', 'What can we do for you?');
    await write(his, 'Greet', 'Good to see you.');

    await hers.getByRole('button', { name: 'Versions' }).click();
    const others = hers.getByRole('list', { name: 'Drafts of others' });
    await others.getByText('Bo Field').waitFor();
    await others.getByRole('button', { name: 'Compare' }).click();
    const compared = hers.getByRole('dialog', { name: 'Your draft and the draft of Bo Field' });
    await compared.getByRole('cell', { name: 'Good to see you.' }).waitFor();
    expect(await accessibilityFaults(hers, 'other-draft')).toEqual([]);
    await hers.setViewportSize(desktop.viewport);
    await compared.getByRole('button', { name: 'Close' }).click();

    await flowEditorOn(his).publish('A warmer greeting');
    await hers.getByText('version 2 is live', { exact: true }).waitFor();
    await hers.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = hers.getByRole('dialog', { name: 'Publish' });
    await dialog.getByText('Version 2 of Bo Field is live since you began this draft').waitFor();
    expect(await accessibilityFaults(hers, 'publish-over')).toEqual([]);
    await hers.setViewportSize(desktop.viewport);
    await dialog.getByRole('button', { name: 'Publish over version 2' }).waitFor();
    await dialog.getByRole('button', { name: 'Merge into your draft' }).click();
    await dialog.getByLabel('What has changed').fill('Both');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await hers.getByText('version 3 is live', { exact: true }).waitFor();
    await flowEditorOn(hers).find('Greet');
    expect(await textOf(hers)).toBe('Good to see you.');
    await flowEditorOn(hers).find('Go on');
    expect(await textOf(hers)).toBe('What can we do for you?');
  });

  test('what is drawn without a network is kept, and two windows of one person are asked about', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await flowEditorOn(page).open(url, 'front-door');
    const second = await page.context().newPage();
    await second.goto(`${url}/flows/front-door`);
    await flowEditorOn(second).node('Greet').waitFor();

    await page.context().setOffline(true);
    await flowEditorOn(page).find('Greet');
    await flowEditorOn(page).inspector.getByRole('textbox', { name: 'Text' }).fill('From the train.');
    await page.getByText(/^Kept in this browser, not saved yet/).waitFor();
    await page.context().setOffline(false);
    await flowEditorOn(page).saved();

    await flowEditorOn(second).find('Greet');
    await flowEditorOn(second).inspector.getByRole('textbox', { name: 'Text' }).fill('From the station.');
    const asked = second.getByRole('dialog', { name: 'This draft was changed in another window' });
    await asked.waitFor();
    // Chromium writes down every refused request.
    expect(browser.takeTroubles()).toEqual([expect.stringMatching(/409.*front-door\/draft/)]);
    expect(await accessibilityFaults(second, 'draft-conflict')).toEqual([]);
    await second.setViewportSize(desktop.viewport);
    await asked.getByRole('button', { name: 'Take what is saved there' }).click();
    await expect.poll(() => textOf(second)).toBe('From the train.');
    await second.keyboard.press('Control+z');
    await expect.poll(() => textOf(second)).toBe('From the station.');
  });

  test('what windows drew that were closed without a network is all there the next time', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    const context = page.context();
    const second = await context.newPage();
    const drawn = [
      { window: page, text: 'From the boat.' },
      { window: second, text: 'From the pier.' },
    ];
    for (const { window } of drawn) await flowEditorOn(window).open(url, 'front-door');
    await context.setOffline(true);
    for (const { window, text } of drawn) {
      await flowEditorOn(window).find('Greet');
      await flowEditorOn(window).inspector.getByRole('textbox', { name: 'Text' }).fill(text);
      await window.getByText(/^Kept in this browser, not saved yet/).waitFor();
    }
    // A window that is loaded again has its own, and is not offered what one has that is open.
    await context.route('**/api/flows/front-door/draft', (route) =>
      route.request().method() === 'PUT' ? route.abort('connectionreset') : route.continue(),
    );
    await context.setOffline(false);
    await page.reload();
    await flowEditorOn(page).find('Greet');
    await expect.poll(() => textOf(page)).toBe('From the boat.');
    expect(await page.getByRole('dialog').count()).toBe(0);
    for (const { window } of drawn) await window.close();
    await context.unroute('**/api/flows/front-door/draft');

    const third = await context.newPage();
    await flowEditorOn(third).open(url, 'front-door');
    const offered = third.getByRole('dialog', { name: 'Windows that were closed left changes' });
    await offered.getByRole('button', { name: 'Compare' }).click();
    const compared = third.getByRole('dialog', { name: 'Your draft and what a window left' });
    await compared.getByRole('cell', { name: 'From the pier.' }).waitFor();
    await compared.getByRole('button', { name: 'Close' }).click();
    expect(await accessibilityFaults(third, 'left-drafts')).toEqual([]);
    await third.setViewportSize(desktop.viewport);
    await offered.getByRole('button', { name: 'Take over' }).click();
    await offered.waitFor({ state: 'hidden' });
    await flowEditorOn(third).saved();
    await flowEditorOn(third).find('Greet');
    await expect.poll(() => textOf(third)).toBe('From the pier.');
    await third.reload();
    await flowEditorOn(third).find('Greet');
    expect(await third.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => textOf(third)).toBe('From the pier.');
  });

  test('a draft that was abandoned is removed by another, who is told what goes and can keep a copy', async () => {
    const { url, admin } = installation();
    const cy = await createAccount(
      await invite(url, admin, 'cy.left@tarnandember.example', 'ops'),
      'Cy Left',
    );
    const [his, hers] = await Promise.all([open(cy), open(admin)]);
    await write(his, 'Greet', 'Half an idea.');
    await his.request.put(`${url}/api/flows/half-a-flow/draft`, {
      headers: { 'X-Throughline': '1' },
      data: { flow: { ...flow, id: 'half-a-flow', title: 'Half a flow' }, base: null, revision: 0 },
    });
    await his.close();
    await hers.getByRole('button', { name: 'Versions' }).click();
    const others = hers.getByRole('list', { name: 'Drafts of others' });
    await others.getByRole('button', { name: 'Remove: the draft of Cy Left' }).click();
    const asked = hers.getByRole('dialog', { name: 'Remove the draft of Cy Left' });
    await asked.getByText('It has 1 difference from the version it began from').waitFor();
    await asked.getByText('“Greet” was changed').waitFor();
    expect(await accessibilityFaults(hers, 'remove-draft')).toEqual([]);
    await hers.setViewportSize(desktop.viewport);
    const [file] = await Promise.all([
      hers.waitForEvent('download'),
      asked.getByRole('button', { name: 'Download it as JSON first' }).click(),
    ]);
    expect(await readFile(await file.path(), 'utf8')).toContain('Half an idea.');
    await asked.getByRole('button', { name: 'Remove it' }).click();
    await hers.getByText('The draft of Cy Left is removed.').waitFor();
    await others.getByText('Cy Left').waitFor({ state: 'detached' });

    await hers.goto(`${url}/flows/half-a-flow`);
    await hers.getByText('Nobody has published this flow').waitFor();
    await hers.getByRole('button', { name: 'Remove: the draft of Cy Left' }).click();
    await asked.getByText('It began from nothing, and has 4 nodes.').waitFor();
    await asked.getByRole('button', { name: 'Remove it' }).click();
    await hers.getByText('There is no such flow').waitFor();
    await hers.goto(`${url}/settings/changes`);
    await hers.getByText('removed the draft of Cy Left of the flow half-a-flow').waitFor();
  });

  async function open(who: Account): Promise<Page> {
    const { url, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, who);
    await flowEditorOn(page).open(url, 'front-door');
    return page;
  }
}

async function write(page: Page, node: string, text: string): Promise<void> {
  const editor = flowEditorOn(page);
  await editor.find(node);
  await editor.inspector.getByRole('textbox', { name: 'Text' }).fill(text);
  await editor.saved();
}

/** Of the chosen node. */
function textOf(page: Page): Promise<string> {
  return flowEditorOn(page).inspector.getByRole('textbox', { name: 'Text' }).innerText();
}
