import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Flow } from '../../packages/flow/src/schema.ts';
import { chatOn } from './chat.ts';
import { drawByKeys } from './draw-by-keys.ts';
import { drawByMouse } from './draw-by-mouse.ts';
import type { Hand } from './hands.ts';
import { keysOn, mouseOn } from './hands.ts';
import type { Installation } from './installation.ts';
import type { Ids } from './shipped-flow.ts';
import { meaningOf, shippedFlow } from './shipped-flow.ts';

const desktop = { viewport: { width: 1920, height: 1080 } };

/** A word of a customer, and what the shipped flow answers in the words of its articles, its service and its author. */
const conversation: [says: string, answer: string][] = [
  ['Hello', 'Hello, this is Tarn & Ember.'],
  ['How long do I have to send an unused item back for a refund?', 'within 30 days of delivery'],
  ['Where is my order TE-104233?', 'Order TE-104233'],
  ['I would like to speak to a person', 'I am passing this to a colleague'],
];

/** The flow that is shipped, drawn again from nothing: as large as flows get by hand, and said to be right by what it does. */
export function describeWholeFlow(installation: () => Installation): void {
  test('the shipped flow is drawn from nothing by mouse, published, heard and rolled back', async () => {
    const { heard, shipped } = await goThrough('support-by-mouse', mouseOn, drawByMouse);
    expect(heard).toEqual(shipped);
  });

  test('the shipped flow is drawn from nothing by keys alone, published, heard and rolled back', async () => {
    const { heard, shipped } = await goThrough('support-by-keys', keysAlone, drawByKeys);
    expect(heard).toEqual(shipped);
  });

  /** From nothing to a flow that was published, changed and rolled back. Gives what customers were told by it, and by the shipped one. */
  async function goThrough(
    id: string,
    handOn: (page: Page) => Hand | Promise<Hand>,
    draw: (page: Page, flow: Flow) => Promise<Ids>,
  ): Promise<{ heard: string[]; shipped: string[] }> {
    const { url, admin, browser, hostPage, serveFlow } = installation();
    const serving = serveFlow(id);
    const [flow, page] = await Promise.all([shippedFlow(), browser.newPage(desktop)]);
    const hand = await handOn(page);
    await page.goto(`${url}/login`);
    await hand.write(page.getByLabel('E-mail'), admin.email);
    await hand.write(page.getByLabel('Password'), admin.password);
    await hand.press(page.getByRole('button', { name: 'Sign in' }));
    await page.waitForURL(`${url}/desk`);
    await hand.press(page.getByRole('link', { name: 'Flows' }));
    await begin(page, hand, { id, title: flow.title });
    const ids = await draw(page, flow);
    await page.getByText('Your draft is saved').waitFor();
    expect(await drawn(page, `${url}/api/flows/${id}/draft`)).toEqual(meaningOf(flow, ids));

    await publish(page, hand, flow.note ?? '');
    await page.getByText('version 1 is live', { exact: true }).waitFor();
    expect(await drawn(page, `${url}/api/flows/${id}`)).toEqual(meaningOf(flow, ids));
    const { hostPage: itsPage } = await serving;
    const [heard, shipped] = await Promise.all([talk(itsPage, conversation), talk(hostPage, conversation)]);

    await write(page, hand, 'Greet', 'Good to see you at Tarn & Ember.');
    await publish(page, hand, 'A warmer greeting');
    await page.getByText('version 2 is live', { exact: true }).waitFor();
    await talk(itsPage, [['Hello', 'Good to see you at Tarn & Ember.']]);

    await hand.press(page.getByRole('button', { name: 'Versions' }));
    await hand.press(page.getByRole('row', { name: /^1/ }).getByRole('button', { name: 'Publish again' }));
    await hand.press(page.getByRole('button', { name: 'Publish version 1' }));
    await page.getByText('version 1 is live', { exact: true }).waitFor();
    await talk(itsPage, conversation.slice(0, 1));
    return { heard, shipped };
  }

  /** Says each word in the widget of a new visitor, once the one before is answered. Gives all that was said. */
  async function talk(shopPage: string, words: [says: string, answer: string][]): Promise<string[]> {
    const customer = await installation().browser.newPage();
    await customer.goto(shopPage);
    await customer.getByRole('button', { name: 'Open chat' }).focus();
    await customer.keyboard.press('Enter');
    const chat = chatOn(customer);
    for (const [says, answer] of words) {
      await chat.say(says);
      await chat.answer(answer);
    }
    return chat.transcript();
  }
}

/** A mouse that is used all the same is among the troubles of the page. */
async function keysAlone(page: Page): Promise<Hand> {
  await page.addInitScript(() => {
    addEventListener('pointerdown', () => console.error('A mouse was used.'), true);
  });
  return keysOn(page);
}

async function begin(page: Page, hand: Hand, { id, title }: { id: string; title: string }): Promise<void> {
  await hand.press(page.getByRole('button', { name: 'New flow' }));
  const dialog = page.getByRole('dialog', { name: 'New flow' });
  await hand.write(dialog.getByLabel('Title'), title);
  await hand.write(dialog.getByLabel('Id', { exact: true }), id);
  await hand.press(dialog.getByRole('button', { name: 'Begin' }));
  await page.getByRole('textbox', { name: 'Title of the flow' }).waitFor();
}

async function publish(page: Page, hand: Hand, note: string): Promise<void> {
  await hand.press(page.getByRole('button', { name: 'Publish', exact: true }));
  const dialog = page.getByRole('dialog', { name: 'Publish' });
  await hand.write(dialog.getByLabel('What has changed'), note);
  await hand.press(dialog.getByRole('button', { name: 'Publish', exact: true }));
  await dialog.waitFor({ state: 'hidden' });
}

/** Another text in a node that is found by its title. */
async function write(page: Page, hand: Hand, title: string, text: string): Promise<void> {
  await hand.press(page.getByRole('button', { name: 'Find a node (F)' }));
  await page.getByRole('combobox', { name: 'Find a node' }).waitFor();
  await page.keyboard.insertText(title);
  await page.getByRole('option', { name: title }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: `Settings of ${title}`, exact: true }).waitFor();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await hand.write(inspector.getByRole('textbox', { name: 'Text', exact: true }), text);
}

/** What the server holds. */
async function drawn(page: Page, address: string) {
  const { flow } = (await (await page.request.get(address)).json()) as { flow: Flow };
  return meaningOf(flow, new Map(flow.nodes.map(({ id }) => [id, id])));
}
