import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test, vi } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import { dropOn } from './drop-on.ts';
import type { Installation } from './installation.ts';
import { createAccount, invite, signIn } from './staff.ts';

/** More than twice what Chromium gives at once of a folder. */
const manyFiles = 230;

const desktop = { viewport: { width: 1280, height: 900 } };

export function describeKnowledge(installation: () => Installation): void {
  test('an article is written, found, changed, compared and restored', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    const faults = async (name: string) => {
      expect(await accessibilityFaults(page, name)).toEqual([]);
      await page.setViewportSize(desktop.viewport);
    };
    await signIn(page, url, admin);
    await page.goto(`${url}/knowledge`);
    await page.getByRole('link', { name: 'Gift cards', exact: true }).waitFor();
    await faults('knowledge');
    await page.getByRole('searchbox').fill('gift card');
    await page.getByRole('link', { name: 'A parcel is late or lost' }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'New article' }).click();
    const text = page.getByRole('textbox', { name: 'Text', exact: true });
    await page.getByRole('textbox', { name: 'Title' }).fill('Engraving of spoons');
    await text.fill('We engrave spoons with up to **12 letters** for £4. <img src=x onerror=alert(1)>');
    await page.getByRole('textbox', { name: 'Questions' }).fill('Can you engrave a spoon?');
    await page.getByRole('article').getByText('12 letters').waitFor();
    expect(await page.getByRole('article').locator('img').count()).toBe(0);
    // What was typed outlives a reload.
    await page.reload();
    expect(await text.inputValue()).toContain('12 letters');
    await faults('article-new');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(`${url}/knowledge/engraving-of-spoons`);
    await page.getByText('version 1, saved').waitFor();

    await text.fill('We engrave spoons with up to 20 letters for £4.');
    await page.keyboard.press('Control+s');
    await page.getByText('version 2, saved').waitFor();
    await page.getByRole('button', { name: 'Versions' }).click();
    await faults('article-versions');
    await page.getByRole('button', { name: 'What it changed: version 2' }).click();
    const compared = page.getByRole('dialog', { name: 'From version 1 to version 2' });
    await compared.getByText('20', { exact: true }).waitFor();
    await faults('article-compare');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Restore: version 1' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByText('version 3, saved').waitFor();
    expect(await text.inputValue()).toContain('12 letters');

    await page.goto(`${url}/knowledge?tab=try`);
    await page.getByRole('textbox', { name: 'Question' }).fill('Do you engrave spoons?');
    await page.getByRole('button', { name: 'Ask' }).click();
    const first = page.getByRole('region', { name: 'What is found' }).getByRole('listitem').first();
    await first.getByText('it uses').waitFor();
    await faults('knowledge-try');
    await first.getByRole('link', { name: 'Engraving of spoons' }).click();
    await page.locator('[data-passage]').getByText('12 letters').waitFor();
  });

  test.each([
    ['', true],
    [', on plain HTTP of another machine, too', false],
  ])('each window keeps what is typed in it, and what a closed one had is offered%s', async (_, hasLocks) => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    if (!hasLocks)
      await page.context().addInitScript(() => delete (Navigator.prototype as { locks?: unknown }).locks);
    await signIn(page, url, admin);
    expect(await page.evaluate(() => 'locks' in navigator)).toBe(hasLocks);
    const titleIn = (window: Page) => window.getByRole('textbox', { name: 'Title' });
    await page.goto(`${url}/knowledge/_new`);
    await titleIn(page).fill('Wrapping of gifts');
    const second = await page.context().newPage();
    await second.goto(`${url}/knowledge/_new`);
    expect(await titleIn(second).inputValue()).toBe('');
    await titleIn(second).fill('Repair of baskets');
    await page.reload();
    expect(await titleIn(page).inputValue()).toBe('Wrapping of gifts');
    const offered = page.getByRole('region', { name: 'Kept from other windows' });
    expect(await offered.count()).toBe(0);

    await second.close();
    await page.reload();
    await offered.getByRole('button', { name: 'Show what is different' }).click();
    await page.getByRole('dialog').getByText('baskets').waitFor();
    await page.keyboard.press('Escape');
    expect(await accessibilityFaults(page, 'article-kept')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await offered.getByRole('button', { name: 'Go on with that one' }).click();
    expect(await titleIn(page).inputValue()).toBe('Repair of baskets');
    // Nothing is lost: what was here lies there now.
    await offered.getByRole('button', { name: 'Go on with that one' }).click();
    expect(await titleIn(page).inputValue()).toBe('Wrapping of gifts');
    await offered.getByRole('button', { name: 'Throw it away' }).click();
    await page.reload();
    expect(await titleIn(page).inputValue()).toBe('Wrapping of gifts');
    expect(await offered.count()).toBe(0);
  });

  test('two people save one article, and nothing is lost: not by the other, not without a server', async () => {
    const { url, admin, browser } = installation();
    const cal = await createAccount(
      await invite(url, admin, 'cal.knowledge@tarnandember.example', 'ops'),
      'Cal Knowledge',
    );
    const [hers, his] = [await browser.newPage(desktop), await browser.newPage(desktop)];
    await Promise.all([signIn(hers, url, admin), signIn(his, url, cal)]);
    const address = `${url}/knowledge/gift-wrapping-service`;
    const text = hers.getByRole('textbox', { name: 'Text', exact: true });
    const save = () => hers.getByRole('button', { name: 'Save', exact: true }).click();
    const faults = async (name: string) => {
      expect(await accessibilityFaults(hers, name)).toEqual([]);
      await hers.setViewportSize(desktop.viewport);
    };
    const asHim = async (method: 'get' | 'put' | 'delete', data?: object) => {
      const answer = await his.request[method](`${url}/api/articles/gift-wrapping-service`, {
        headers: { 'X-Throughline': '1' },
        ...(data && { data }),
      });
      expect(answer.ok()).toBe(true);
      return method === 'get' ? ((await answer.json()) as { version: number }) : undefined;
    };
    const fields = { title: 'Gift wrapping service', language: 'en', tags: [], questions: [] };
    await asHim('put', { ...fields, format: 'markdown', body: 'We wrap gifts for £3.', base: 0 });
    await hers.goto(address);
    await text.fill('We wrap gifts for £4.');
    await asHim('put', { ...fields, format: 'markdown', body: 'We wrap gifts in paper for £3.', base: 1 });
    await save();
    await hers.getByText('saved version 2 just now, after you began').waitFor();
    expect(await text.inputValue()).toBe('We wrap gifts for £4.');
    await faults('article-conflict');
    await hers.getByRole('button', { name: 'Save mine in place of version 2' }).click();
    await hers.getByText('version 3, saved').waitFor();

    await hers.route('**/api/**', (route) => route.abort('connectionreset'));
    await text.fill('We wrap gifts for £5.');
    await save();
    await hers.getByText(/^Not saved\. The server cannot be reached/).waitFor();
    // What is read of it fails as well, and does not take the place of what is typed.
    await hers.getByText('The preview could not be loaded').waitFor();
    expect(await text.inputValue()).toBe('We wrap gifts for £5.');
    await faults('article-away');
    await hers.unroute('**/api/**');
    await save();
    await hers.getByText('version 4, saved').waitFor();

    await text.fill('We wrap gifts for £6.');
    await asHim('delete');
    await save();
    await hers.getByText('Cal Knowledge took the article away just now, after you began').waitFor();
    expect(await text.inputValue()).toBe('We wrap gifts for £6.');
    await faults('article-taken-away-typed');
    await hers.getByRole('button', { name: 'Save mine: it answers again' }).click();
    await hers.getByText('version 6, saved').waitFor();
    expect(await text.inputValue()).toBe('We wrap gifts for £6.');
    await asHim('delete');
    await hers.reload();
    await hers.getByText('Cal Knowledge took it away just now').waitFor();
    await faults('article-taken-away');
    // Chromium writes down every refused request.
    for (const trouble of browser.takeTroubles()) expect(trouble).toMatch(/(409|404).*gift-wrapping-service/);
  });

  test('files and addresses are imported, and what cannot be is told', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/knowledge/_import`);
    await page.getByLabel('Files to import').setInputFiles([
      {
        name: 'sharpening.md',
        mimeType: 'text/markdown',
        buffer: Buffer.from('# Sharpening\n\nKnives take 3 days.'),
      },
      { name: 'broken.md', mimeType: 'text/markdown', buffer: Buffer.from('---\ntitle: [\n---\nText') },
    ]);
    await page.getByText('1 new, 0 changed, 0 unchanged, 1 refused').waitFor();
    expect(await accessibilityFaults(page, 'knowledge-import')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await page.getByRole('button', { name: 'Import 1 article' }).click();
    await page.getByText('1 article was written').waitFor();

    await page.getByRole('button', { name: 'Import more' }).click();
    await page.getByRole('button', { name: 'Web pages' }).click();
    await page
      .getByRole('textbox', { name: 'Addresses' })
      .fill('http://169.254.169.254/latest\nnot an address');
    await page.getByRole('button', { name: 'Read the pages' }).click();
    const refused = page.getByRole('region', { name: 'Refused' });
    await refused.getByText('it lies at a private address').waitFor();
    await refused.getByText('not an address: this is no address of the web').waitFor();
  });

  test('a folder that is dropped is read with all that lies below it', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    await page.goto(`${url}/knowledge/_import`);
    const folder = await mkdtemp(join(tmpdir(), 'handbook-'));
    try {
      await writeHandbook(folder);
      const box = page.getByText('Drop files or a folder here');
      await box.waitFor();
      const refused = page.evaluate(
        () =>
          new Promise((resolve) =>
            addEventListener('dragover', ({ defaultPrevented, dataTransfer }) =>
              resolve([defaultPrevented, dataTransfer?.dropEffect]),
            ),
          ),
      );
      // Beside the box it would be opened in place of the page.
      await dropOn(page.getByRole('heading', { name: 'Import articles' }), folder);
      expect(await refused).toEqual([true, 'none']);

      await dropOn(box, folder);
      await page.getByText(`${manyFiles + 1} new, 0 changed, 0 unchanged, 2 refused`).waitFor();
    } finally {
      await rm(folder, { recursive: true });
    }
    const top = basename(folder);
    const problems = page.getByRole('region', { name: 'Refused' }).getByRole('listitem');
    expect(await problems.allInnerTexts()).toEqual([
      expect.stringContaining(`${top}/care/logo.png: this kind of file is no article`),
      expect.stringContaining(`${top}/README.md: README files are about the folder`),
    ]);
    const oiling = page.getByRole('row', { name: 'Oiling boards' });
    await oiling.getByRole('cell', { name: `${top}/care/of wood/oiling-boards.md` }).waitFor();
    expect(await page.getByRole('row', { name: /Whisk/ }).count()).toBe(manyFiles);
  });

  test('a question that nothing answered is answered by the article that is written for it', async () => {
    const { url, admin, browser } = installation();
    const question = 'Do you rent out bicycles in the summer?';
    const customer = await browser.newPage();
    await customer.goto(`${url}/chat`);
    await chatOn(customer).say(question);
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    const write = page.getByRole('button', { name: `Write one: ${question}` });
    await vi.waitFor(
      async () => {
        await page.goto(`${url}/knowledge?tab=questions`);
        await write.waitFor({ timeout: 3_000 });
      },
      { timeout: 40_000 },
    );
    expect(await accessibilityFaults(page, 'knowledge-questions')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    await write.click();
    expect(await page.getByRole('textbox', { name: 'Questions' }).inputValue()).toBe(question);
    await page
      .getByRole('textbox', { name: 'Text', exact: true })
      .fill('We rent out bicycles in the summer for £15 a day.');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('version 1, saved').waitFor();
    await page.goto(`${url}/knowledge?tab=questions`);
    await page.getByText('From the cases of the last 30 days').waitFor();
    expect(await write.count()).toBe(0);
  });
}

/** Articles in folders within folders, and beside them what is none. */
async function writeHandbook(folder: string): Promise<void> {
  const files = {
    'README.md': 'About these files.',
    '.git/config': 'Of the tool that keeps them.',
    'care/logo.png': 'A picture.',
    'care/of wood/oiling-boards.md': '# Oiling boards\n\nOil a board once a month.',
    ...Object.fromEntries(
      Array.from({ length: manyFiles }, (_, n) => [`care/many/whisk-${n}.md`, `# Whisk ${n}\n\nRinse it.`]),
    ),
  };
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}
