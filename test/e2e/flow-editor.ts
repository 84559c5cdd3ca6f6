import type { Page } from 'playwright-core';
import { middleOf } from './box-of.ts';

/** The page on which a flow is drawn, as its author uses it. */
export function flowEditorOn(page: Page) {
  const node = (title: string) =>
    page.locator('.react-flow__node-step').filter({ has: page.getByText(title, { exact: true }) });

  return {
    node,
    edges: page.locator('.react-flow__edge'),
    inspector: page.getByRole('complementary', { name: 'Inspector' }),
    async open(url: string, flowId: string): Promise<void> {
      await page.goto(`${url}/flows/${flowId}`);
      await page.locator('.react-flow__node-step').first().waitFor();
    },
    /** Chooses the node by its title, wherever it is. */
    async find(title: string): Promise<void> {
      await page.getByRole('button', { name: 'Find a node (F)' }).click();
      await page.getByRole('combobox', { name: 'Find a node' }).fill(title);
      await page.getByRole('option', { name: title }).first().click();
      await page.getByRole('heading', { name: `Settings of ${title}` }).waitFor();
    },
    async saved(): Promise<void> {
      await page.getByText('Your draft is saved').waitFor();
    },
    async publish(note: string): Promise<void> {
      await page.getByRole('button', { name: 'Publish', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Publish' });
      await dialog.getByLabel('What has changed').fill(note);
      await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
    },
    /** Drags a node of the palette to a place of the canvas, counted from its top left. */
    async drop(title: string, to: { x: number; y: number }): Promise<void> {
      const item = page
        .getByRole('region', { name: 'Nodes to add' })
        .getByRole('option', { name: title, exact: true });
      await item.dragTo(page.locator('.react-flow__pane'), { targetPosition: to });
      await node(title).waitFor();
    },
    /** Draws an edge by the pointer. */
    async wire(from: string, port: string, to: string): Promise<void> {
      const before = await page.locator('.react-flow__edge').count();
      const start = await middleOf(node(from).locator(`[data-handleid="${port}"]`));
      const end = await middleOf(node(to).locator('[data-handleid="in"]'));
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 4 });
      await page.mouse.move(end.x, end.y, { steps: 4 });
      await page.mouse.up();
      // A level edge has no height, and is not "visible".
      await page.locator('.react-flow__edge').nth(before).waitFor({ state: 'attached' });
    },
  };
}
