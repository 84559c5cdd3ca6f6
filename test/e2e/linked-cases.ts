import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

export function describeLinkedCases(installation: () => Installation): void {
  test('two customers who are one are merged, their cases joined and split, and all of it is undone', async () => {
    const { url, admin, browser } = installation();
    const asks = async (what: string): Promise<Page> => {
      const page = await browser.newPage();
      await page.goto(`${url}/chat`);
      await chatOn(page).say(`I would like to talk to a person about ${what}. I am tilda.moor@example.com`);
      await page.getByText('A person will be with you soon').waitFor();
      return page;
    };
    const mug = await asks('a chipped Fell mug');
    await asks('a leaking Bothy flask');

    const desk = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await signIn(desk, url, admin);
    await desk.goto(`${url}/desk?view=queues`);
    const inbox = desk.getByRole('region', { name: 'Inbox' });
    await inbox.getByRole('link', { name: /chipped Fell mug/ }).click();
    await desk.getByRole('button', { name: /^Claim/ }).click();
    await mug.getByText(`You are talking with ${admin.name}`).waitFor();
    const caseOfMug = desk.url();

    // Who they may be too stands beside the case, and is merged where the grounds are shown.
    await desk.getByRole('link', { name: 'May be another customer, too' }).click();
    await desk.getByText('Names the same e-mail tilda.moor@example.com').waitFor();
    expect(await accessibilityFaults(desk, 'customer')).toEqual([]);
    await desk.getByRole('button', { name: /^Merge with/ }).click();
    await desk.getByLabel('How do you know that they are one person?').fill('She told me so');
    expect(await accessibilityFaults(desk, 'customer-merge')).toEqual([]);
    await desk.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
    const merges = desk.getByRole('region', { name: 'Merges' });
    await merges.getByText('She told me so').waitFor();
    const cases = desk.getByRole('region', { name: 'Cases' });
    await cases.getByRole('link', { name: /leaking Bothy flask/ }).waitFor();
    expect(await accessibilityFaults(desk, 'customer-merged')).toEqual([]);
    const customer = desk.url();

    await desk.setViewportSize({ width: 1440, height: 900 });
    await desk.goto(caseOfMug);
    await desk.getByRole('button', { name: /^Join with another case/ }).click();
    const joining = desk.getByRole('dialog', { name: 'Join with another case' });
    await joining.getByRole('radio', { name: /leaking Bothy flask/ }).check();
    expect(await accessibilityFaults(desk, 'join')).toEqual([]);
    await joining.getByRole('button', { name: 'Join' }).click();
    const timeline = desk.getByRole('log', { name: 'Timeline' });
    await timeline.getByText(`${admin.name} joined with this case:`).waitFor();
    await timeline.getByText('about a chipped Fell mug. I am').waitFor();
    await timeline.getByText('about a leaking Bothy flask. I am').waitFor();
    expect(await accessibilityFaults(desk, 'joined')).toEqual([]);
    // The address of the one that was joined leads to the one that goes on.
    const caseOfFlask = desk.url();
    await desk.goto(caseOfMug);
    await expect.poll(() => desk.url()).toBe(caseOfFlask);
    expect(await mug.getByText('This conversation is closed').count()).toBe(0);

    await timeline.getByRole('button', { name: /^Undo the join/ }).click();
    await timeline.getByText(`${admin.name} undid the join`).waitFor();
    await expect.poll(() => timeline.getByText('about a chipped Fell mug. I am').count()).toBe(0);
    await desk.goto(caseOfMug);
    await timeline.getByText(`${admin.name} undid the join`).waitFor();
    expect(desk.url()).toBe(caseOfMug);

    await chatOn(mug).say('By the way, where is my order TE-103850?');
    await timeline.getByText('By the way, where is my order').waitFor();
    await desk.keyboard.press('s');
    const splitting = desk.getByRole('dialog', { name: 'Split the case' });
    await splitting.getByRole('checkbox', { name: /By the way/ }).check();
    expect(await accessibilityFaults(desk, 'split')).toEqual([]);
    await splitting.getByRole('button', { name: 'Split' }).click();
    await timeline.getByText(`${admin.name} began this case with a message of`).waitFor();
    await timeline.getByText('By the way, where is my order').waitFor();
    expect(await timeline.getByText('a chipped Fell mug. I am').count()).toBe(0);
    await timeline.getByRole('button', { name: /^Undo the split/ }).click();
    await expect.poll(() => desk.url()).toBe(caseOfMug);
    // The lines of what was split and undone name the other case by the same words, in quotation marks.
    await timeline.getByText('By the way, where is my order TE-103850?', { exact: true }).waitFor();

    await desk.goto(customer);
    await merges.getByRole('button', { name: /^Undo the merge/ }).click();
    await desk.getByLabel('Why are they two people?').fill('Sisters');
    expect(await accessibilityFaults(desk, 'customer-unmerge')).toEqual([]);
    await desk.getByRole('dialog').getByRole('button', { name: 'Undo the merge' }).click();
    await merges.getByText(/Undone by .*Sisters/).waitFor();
    await expect.poll(() => cases.getByRole('link', { name: /leaking Bothy flask/ }).count()).toBe(0);
    await desk.setViewportSize({ width: 390, height: 844 });
    expect(await desk.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
}
