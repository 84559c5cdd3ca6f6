import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { middleOf } from './box-of.ts';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

const desktop = { viewport: { width: 1600, height: 1000 } };

const flow = {
  ...{ schema: 1, id: 'remarks', title: 'Remarks' },
  settings: { fallbackQueue: 'support', languages: ['en'], timeZone: 'Europe/London' },
  nodes: [
    { id: 'customer', type: 'ingest', title: 'A customer writes', config: {}, position: { x: 0, y: 0 } },
  ],
  edges: [],
  canvas: { comments: [{ id: 'note', text: 'Mind the gap.', position: { x: 0, y: 160 } }] },
};

export function describeComments(installation: () => Installation): void {
  test('a comment is drawn larger by its corner or by numbers, and a drag is undone at once', async () => {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await signIn(page, url, admin);
    const saved = await page.request.put(`${url}/api/flows/remarks/draft`, {
      headers: { 'X-Throughline': '1' },
      data: { flow, base: null, revision: 0 },
    });
    expect(saved.ok()).toBe(true);
    const editor = flowEditorOn(page);
    await editor.open(url, 'remarks');
    const comment = page.locator('.react-flow__node-comment');
    const size = () =>
      comment.evaluate((element: HTMLElement) => [element.offsetWidth, element.offsetHeight] as const);
    expect(await size()).toEqual([220, 100]);

    await comment.click();
    await editor.inspector.getByRole('heading', { name: 'Comment' }).waitFor();
    expect(await accessibilityFaults(page, 'comment')).toEqual([]);
    await page.setViewportSize(desktop.viewport);
    const { x, y } = await middleOf(comment.locator('.react-flow__resize-control.bottom.right'));
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 60, y + 30, { steps: 4 });
    await page.mouse.move(x + 120, y + 60, { steps: 4 });
    await page.mouse.up();
    const [width, height] = await size();
    expect(width).toBeGreaterThan(300);
    expect(height).toBeGreaterThan(140);
    const widthField = editor.inspector.getByLabel('Width');
    expect(await widthField.inputValue()).toBe(String(width));
    await page.keyboard.press('Control+z');
    await expect.poll(size).toEqual([220, 100]);

    await editor.inspector.getByLabel('Height').fill('180');
    await expect.poll(size).toEqual([220, 180]);
    // Half typed it is not drawn.
    await widthField.fill('4');
    expect(await size()).toEqual([220, 180]);
    await widthField.fill('400');
    await expect.poll(size).toEqual([400, 180]);
    await editor.saved();
    await page.reload();
    await comment.waitFor();
    expect(await size()).toEqual([400, 180]);
  });
}
