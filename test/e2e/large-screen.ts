import { expect, test } from 'vitest';
import { boxOf } from './box-of.ts';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

const fourK = { width: 3840, height: 2160 };

/** 4K without scaling by the system: everything is larger, and what is pointed at is still what is meant. */
export function describeLargeScreen(installation: () => Installation): void {
  test('pages are larger, and fit', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage({ viewport: fourK });
    await signIn(page, url, admin);
    for (const path of ['/desk', '/cases', '/flows', '/knowledge', '/nodes/ask', '/settings/policies']) {
      await page.goto(url + path);
      const search = page.getByRole('banner').getByRole('button', { name: /Search/ });
      expect((await boxOf(search)).height, path).toBeGreaterThanOrEqual(38);
      const [wide, high] = await page.evaluate(() => {
        const { scrollWidth, scrollHeight } = document.documentElement;
        return [scrollWidth, scrollHeight];
      });
      expect([wide, high], path).toEqual([fourK.width, fourK.height]);
    }
  });

  test('a node lies where it was dropped, a menu opens at its button, and a click into a text is there', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage({ viewport: fourK });
    await signIn(page, url, admin);
    const editor = flowEditorOn(page);
    await editor.open(url, 'support');
    await editor.drop('Tag', { x: 1500, y: 300 });
    const pane = await boxOf(page.locator('.react-flow__pane'));
    const node = await boxOf(editor.node('Tag'));
    // The pointer holds it within its head.
    expect(pane.x + 1500).toBeGreaterThanOrEqual(node.x - 1);
    expect(pane.x + 1500).toBeLessThanOrEqual(node.x + node.width);
    expect(pane.y + 300).toBeGreaterThanOrEqual(node.y - 1);
    expect(pane.y + 300).toBeLessThanOrEqual(node.y + node.height);

    const more = page.getByRole('button', { name: 'More' });
    await more.click();
    const [button, menu] = await Promise.all([boxOf(more), boxOf(page.getByRole('menu'))]);
    expect(Math.abs(button.x + button.width - (menu.x + menu.width))).toBeLessThan(12);
    expect(menu.y - (button.y + button.height)).toBeLessThan(24);
    await page.keyboard.press('Escape');

    await editor.find('Greet');
    const text = editor.inspector.getByRole('textbox', { name: 'Text' });
    const line = text.locator('.cm-line').first();
    // Who writes before the editor has loaded goes on in a plain field.
    await line.waitFor();
    await text.fill('iiiiiiiiii iiiiiiiiii');
    const end = await line.evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { right, top, height } = range.getBoundingClientRect();
      return { x: right, y: top + height / 2 };
    });
    const start = await boxOf(line);
    await page.mouse.click((start.x + end.x) / 2, end.y);
    await page.keyboard.type('|');
    expect(await text.innerText()).toMatch(/^i{8,10} ?\|/);
    await editor.saved();
  });
}
