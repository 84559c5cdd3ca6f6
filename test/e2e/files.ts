import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import type { Installation } from './installation.ts';
import { picture } from './picture.ts';
import { signIn } from './staff.ts';

const photo = { name: 'kettle on the hill.png', mimeType: 'image/png', buffer: picture() };
const receipt = {
  name: 'receipt.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7 42 pounds'),
};
const program = { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') };

export function describeFiles(installation: () => Installation): void {
  test('a customer attaches a photo and a receipt, and an agent sees and saves what was sent', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage();
    await page.goto(`${url}/chat`);
    const chat = chatOn(page);
    await chat.say('Hello');
    await chat.answer('this is Tarn & Ember');

    const chosen = page.getByRole('list', { name: 'Attached files' }).first();
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).press('Enter');
    await (await choosing).setFiles([photo, receipt, program]);
    await chosen.getByText('Files of this type cannot be sent').waitFor();
    await expect.poll(() => chosen.locator('[data-state=ready]').count()).toBe(2);
    expect(await accessibilityFaults(page, 'chat-attaching')).toEqual([]);
    await page.getByRole('button', { name: 'Remove setup.exe' }).press('Enter');
    await expect.poll(() => chosen.getByRole('listitem').count()).toBe(2);
    await chat.say('My kettle came broken. Can I talk to a real person please');
    await page.getByText('A person will be with you soon').waitFor();

    const sent = chat.from('customer').last();
    await expect.poll(() => isDrawn(sent.getByRole('button', { name: /kettle on the hill/ }))).toBe(true);
    expect(await accessibilityFaults(page, 'chat-files')).toEqual([]);
    await page.reload();
    await expect.poll(() => isDrawn(sent.getByRole('button', { name: /kettle on the hill/ }))).toBe(true);
    const saving = page.waitForEvent('download');
    await sent.getByRole('button', { name: /receipt.pdf/ }).click();
    expect(await readFile(await (await saving).path())).toEqual(receipt.buffer);

    const desk = await browser.newPage();
    await signIn(desk, url, admin);
    await desk.goto(`${url}/cases`);
    await desk
      .getByRole('link', { name: /My kettle came broken/ })
      .first()
      .click();
    const timeline = desk.getByRole('log', { name: 'Timeline' });
    const shown = timeline.getByRole('button', { name: /kettle on the hill/ });
    await expect.poll(() => isDrawn(shown)).toBe(true);
    expect(await accessibilityFaults(desk, 'case-files')).toEqual([]);
    await shown.press('Enter');
    const whole = desk.getByRole('dialog', { name: photo.name });
    await expect.poll(() => isDrawn(whole)).toBe(true);
    expect(await accessibilityFaults(desk, 'case-picture')).toEqual([]);
    const fetching = desk.waitForEvent('download');
    await whole.getByRole('link', { name: 'Download' }).click();
    const download = await fetching;
    expect(download.suggestedFilename()).toBe(photo.name);
    expect((await readFile(await download.path())).equals(photo.buffer)).toBe(true);
  });

  test('a photo without a word is answered', async () => {
    const { url, browser } = installation();
    const page = await browser.newPage();
    await page.goto(`${url}/chat`);
    const chat = chatOn(page);
    await chat.say('Hello');
    await chat.answer('this is Tarn & Ember');
    const choosing = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Attach files' }).click();
    await (await choosing).setFiles([photo]);
    await page.locator('[data-state=ready]').waitFor();
    await page.getByRole('textbox', { name: 'Write a message' }).press('Enter');
    await chat.answer('Which product or order is it about');
    await expect.poll(() => isDrawn(chat.from('customer').last())).toBe(true);
    expect(await accessibilityFaults(page, 'chat-photo-alone')).toEqual([]);
  });
}

/** Whether the picture in it was loaded and decoded. */
function isDrawn(of: Locator): Promise<boolean> {
  return of.evaluate((element) => (element.querySelector('img')?.naturalWidth ?? 0) > 1).catch(() => false);
}
