import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import type { Installation } from './installation.ts';

const order = 'Where is my order TE-104233?';

export function describeChatPage(installation: () => Installation): void {
  test('a customer asks, reads the source, chooses, follows an order, and finds it all again', async () => {
    const { url, browser } = installation();
    const page = await browser.newPage();
    await page.goto(`${url}/chat`);
    const chat = chatOn(page);

    await chat.say('How long do I have to return an item?');
    const answer = await chat.answer('30 days');
    await answer.getByRole('button', { name: 'Return an item for a refund' }).click();
    const article = page.getByRole('article');
    await article.getByText('within 30 days of delivery').waitFor();
    expect(await article.getByRole('heading').first().innerText()).toBe('Return an item for a refund');
    expect(await accessibilityFaults(page, 'chat-source')).toEqual([]);
    await page.keyboard.press('Escape');
    await article.waitFor({ state: 'hidden' });

    await chat.say('shipping');
    const choices = page.getByRole('group').getByRole('button');
    await choices.first().waitFor();
    expect(await accessibilityFaults(page, 'chat')).toEqual([]);
    const [chosen = ''] = await choices.allInnerTexts();
    await choices.first().click();
    await chat.from('customer').filter({ hasText: chosen }).waitFor();
    const chosenAnswer = chat.from('bot').last().getByRole('button', { name: chosen });
    await chosenAnswer.waitFor();
    // The offer has a button of that name too, until the answer takes its place.
    await expect.poll(() => choices.count()).toBe(0);

    await chat.say(order);
    await chat.answer('Order TE-104233: Left the Mill Yard');

    const before = await chat.transcript();
    expect(before.map(sideOf)).toEqual(Array.from({ length: 4 }, () => ['customer', 'bot']).flat());
    await page.reload();
    await expect.poll(() => chat.transcript()).toEqual(before);
  });

  test('a worker that is killed with a question loses and repeats nothing', async () => {
    const { url, browser, killWorker, startWorker } = installation();
    const page = await browser.newPage();
    await page.goto(`${url}/chat`);
    const chat = chatOn(page);

    await chat.say(order);
    await chat
      .from('customer')
      .filter({ hasText: /Sent|Delivered/ })
      .waitFor();
    await killWorker();
    await startWorker();
    await chat.answer('Order TE-104233: Left the Mill Yard');
    // Whatever the first question still had coming would come before the second's answer.
    await chat.say('Thanks!');
    await chat.answer('You are welcome');

    const seen = await chat.transcript();
    expect(seen.map(sideOf)).toEqual(['customer', 'bot', 'customer', 'bot']);
    await page.reload();
    await expect.poll(() => chat.transcript()).toEqual(seen);
  });

  test('what is written without a network waits, and is sent once', async () => {
    const { url, browser } = installation();
    const page = await browser.newPage();
    await page.goto(`${url}/chat`);
    const chat = chatOn(page);
    await chat.say('Hello');
    await chat.answer('this is Tarn & Ember');

    await page.context().setOffline(true);
    await page.getByText('No connection. What you write is kept').waitFor();
    await chat.say(order);
    await chat.from('customer').filter({ hasText: 'Waiting for the connection' }).waitFor();

    // The first try arrives, but its answer is lost on the way back: the page must try again, and the server know it.
    const statuses: number[] = [];
    await page.route('**/channels/webchat/messages', async (route) => {
      const response = await route.fetch();
      statuses.push(response.status());
      if (statuses.length === 1) return route.abort('connectionreset');
      return route.fulfill({ response });
    });
    await page.context().setOffline(false);
    await chat.answer('Order TE-104233: Left the Mill Yard');
    await expect.poll(() => statuses).toEqual([202, 202]);
    await page.unroute('**/channels/webchat/messages');
    await page.getByText('No connection. What you write is kept').waitFor({ state: 'hidden' });

    await chat.say('Thanks!');
    await chat.answer('You are welcome');
    const seen = await chat.transcript();
    expect(seen.map(sideOf)).toEqual(['customer', 'bot', 'customer', 'bot', 'customer', 'bot']);
    await page.reload();
    await expect.poll(() => chat.transcript()).toEqual(seen);
  });
}

function sideOf(line: string): string {
  return line.split(':')[0] ?? '';
}
