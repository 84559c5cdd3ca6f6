import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { boxOf, middleOf, type Box, type Point } from './box-of.ts';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

const desktop = { viewport: { width: 1600, height: 1000 } };

/** The canvas under the hands of somebody in a hurry. */
export function describeDrawing(installation: () => Installation): void {
  test('keys do nothing to the drawing behind a dialog', async () => {
    const { browser } = installation();
    const page = await openedFlow('behind-a-dialog');
    const flow = flowEditorOn(page);
    await flow.node('Greet').click();
    await page.route('**/api/flows/*/publish', (route) => route.abort('connectionreset'));
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish' });
    const publish = dialog.getByRole('button', { name: 'Publish', exact: true });
    await publish.focus();
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').waitFor();
    // What was pressed still has the focus, for another try.
    expect(await publish.evaluate((button) => button === document.activeElement)).toBe(true);

    await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+x');
    expect(await flow.node('Greet').count()).toBe(1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await flow.node('Greet').getAttribute('class')).toContain('selected');
    browser.takeTroubles();
  });

  test('a wire that is let go on a card leads there, or is refused in words', async () => {
    const page = await openedFlow('wire-to-a-card');
    const flow = flowEditorOn(page);
    await drag(page, await portOf(page, 'Wait', 'reply'), await bodyOf(page, 'Greet'), async () => {
      expect(await outlineOf(page, 'Greet')).toBe(await outlineOf(page, 'Greet', 'accent'));
    });
    await expect.poll(() => flow.edges.count()).toBe(4);
    await page.getByRole('button', { name: /From Wait, port .*, to Greet/ }).waitFor({ state: 'attached' });

    await drag(
      page,
      await portOf(page, 'Wait', 'reply'),
      await bodyOf(page, 'A customer writes'),
      async () => {
        expect(await outlineOf(page, 'A customer writes')).toBe(await outlineOf(page, 'Greet', 'danger'));
      },
    );
    await page.getByText('“A customer writes” is where a turn starts').waitFor();
    expect(await flow.edges.count()).toBe(4);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('what is deleted is not chosen, and Escape chooses nothing', async () => {
    const page = await openedFlow('escape');
    const flow = flowEditorOn(page);
    const toolbar = page.getByRole('toolbar', { name: 'Canvas' });
    await flow.node('Greet').click();
    await toolbar.getByText('1 chosen').waitFor();
    await page.keyboard.press('Escape');
    await toolbar.getByText('chosen').waitFor({ state: 'hidden' });
    expect(await page.locator('.react-flow .selected').count()).toBe(0);
    // The focus stayed: Enter takes it up again.
    await page.keyboard.press('Enter');
    await toolbar.getByText('1 chosen').waitFor();

    await page.keyboard.press('Control+a');
    await toolbar.getByText('4 chosen').waitFor();
    await page.keyboard.press('Escape');
    await toolbar.getByText('chosen').waitFor({ state: 'hidden' });
    expect(await page.locator('.react-flow .selected').count()).toBe(0);

    await flow.node('Wait').click();
    await page.keyboard.press('Delete');
    await flow.node('Wait').waitFor({ state: 'detached' });
    expect(await toolbar.getByText('chosen').count()).toBe(0);
  });

  test('a group that is cut goes whole, and comes back whole; without a clipboard that pages may write', async () => {
    const page = await openedFlow('cut', () =>
      Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    );
    const flow = flowEditorOn(page);
    const cards = page.locator('.react-flow__node-step');
    const frame = page.locator('.react-flow__node-group-frame');
    await frame.getByText('Words').click();
    await page.keyboard.press('Control+x');
    await expect.poll(() => cards.count()).toBe(2);
    expect(await frame.count()).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => cards.count()).toBe(4);
    expect(await frame.count()).toBe(1);

    await frame.getByText('Words').click();
    await page.keyboard.press('Control+x');
    await page.keyboard.press('Control+v');
    await expect.poll(() => cards.count()).toBe(4);
    await frame.getByText('Words').waitFor();
    await page.keyboard.press('Escape');
    await flow.node('Greet').click();
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    await expect.poll(() => cards.count()).toBe(5);
    await flow.inspector.getByRole('button', { name: 'Copy the id' }).click();
    await flow.inspector.getByText('Copied', { exact: true }).waitFor({ state: 'attached' });
  });

  test('a wire that is pointed at, or has the focus, says what its port is called', async () => {
    const page = await openedFlow('wires');
    const wire = page.getByRole('button', { name: 'From Go on, port Sent, to Wait' });
    const named = page.locator('.react-flow__edgelabel-renderer').getByText('Sent', { exact: true });
    const path = (await wire.locator('.react-flow__edge-interaction').getAttribute('d')) ?? '';
    // Where its line begins, outside of the cards.
    const at = await page.locator('.react-flow__viewport').evaluate((viewport, path) => {
      const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      line.setAttribute('d', path);
      const { x, y } = line.getPointAtLength(20);
      const { left, top } = viewport.getBoundingClientRect();
      const { a } = new DOMMatrix(getComputedStyle(viewport).transform);
      return { x: left + x * a, y: top + y * a };
    }, path);
    await page.mouse.move(at.x, at.y);
    await named.waitFor();
    await page.mouse.move(at.x, at.y - 300);
    await named.waitFor({ state: 'hidden' });
    await wire.focus();
    await expect.poll(() => named.count()).toBe(1);
  });

  test('what was meant to be nodes and is none is refused in words; other text is not ours', async () => {
    const page = await openedFlow('paste');
    const paste = (text: string) =>
      page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', text);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
      }, text);
    await paste('Good morning');
    await paste('{"throughline":"nodes","nodes":[{"id":"a b"}]}');
    await page.getByText('Nothing was pasted. nodes › 1 › id: Use up to 64 letters').waitFor();
    expect(await page.getByText('Nothing was pasted').count()).toBe(1);
  });

  test('a flow that is shown whole lies under no tool, with an open panel neither, and the page does not scroll', async () => {
    const page = await openedFlow('fit');
    await page.setViewportSize({ width: 1280, height: 720 });
    const overview = page.getByRole('img', { name: 'Overview' });
    await page.getByRole('button', { name: 'Fit View' }).click();
    const whole = await placesOf(page);
    expect(await coveredBy(page)).toEqual([]);
    await page.getByRole('button', { name: 'Simulator' }).click();
    await expect.poll(() => placesOf(page)).not.toEqual(whole);
    expect(await coveredBy(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(720);
    await page.getByRole('button', { name: 'Simulator' }).click();
    await expect.poll(() => placesOf(page)).toEqual(whole);

    // There is room for it here, and something that is out of sight.
    await page.setViewportSize(desktop.viewport);
    await overview.waitFor({ state: 'hidden' });
    await flowEditorOn(page).find('Greet');
    for (let n = 0; n < 3; n += 1) await page.getByRole('button', { name: 'Zoom In' }).click();
    await overview.waitFor();
    await page.getByRole('button', { name: 'Fit View' }).click();
    await overview.waitFor({ state: 'hidden' });
    await expect.poll(() => coveredBy(page)).toEqual([]);
  });

  async function openedFlow(id: string, before: () => void = () => {}): Promise<Page> {
    const { url, admin, browser } = installation();
    const page = await browser.newPage(desktop);
    await page.addInitScript(before);
    await signIn(page, url, admin);
    await page.goto(`${url}/flows`);
    await page.getByLabel('Flow file to import').setInputFiles({
      ...{ name: `${id}.json`, mimeType: 'application/json' },
      buffer: Buffer.from(JSON.stringify(flowNamed(id))),
    });
    await flowEditorOn(page).node('Greet').waitFor();
    return page;
  }
}

async function drag(page: Page, from: Point, to: Point, meanwhile: () => Promise<void>): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await meanwhile();
  await page.mouse.up();
}

function portOf(page: Page, title: string, port: string): Promise<Point> {
  return middleOf(flowEditorOn(page).node(title).locator(`[data-handleid="${port}"]`));
}

async function placesOf(page: Page): Promise<Box[]> {
  const cards = await page.locator('.react-flow__node-step').all();
  return Promise.all(cards.map(boxOf));
}

/** Titles of cards that something other than the drawing lies on. */
function coveredBy(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('.react-flow__node-step')].flatMap((card) => {
      const { left, right, top, bottom } = card.getBoundingClientRect();
      const corners = [left + 1, right - 1].flatMap((x) => [top + 1, bottom - 1].map((y) => [x, y] as const));
      const isSeen = corners.every(([x, y]) =>
        Boolean(document.elementFromPoint(x, y)?.closest('.react-flow__viewport')),
      );
      return isSeen ? [] : [card.getAttribute('aria-label') ?? ''];
    }),
  );
}

/** Far from its ports. */
function bodyOf(page: Page, title: string): Promise<Point> {
  return middleOf(flowEditorOn(page).node(title));
}

/** As the browser computes it; with a role, that colour on the page. */
function outlineOf(page: Page, title: string, role?: 'accent' | 'danger'): Promise<string> {
  return flowEditorOn(page)
    .node(title)
    .evaluate((card, role) => {
      if (!role) return getComputedStyle(card).outlineColor;
      const probe = document.createElement('i');
      probe.style.color = `var(--${role})`;
      document.body.append(probe);
      const { color } = getComputedStyle(probe);
      probe.remove();
      return color;
    }, role);
}

const says = (id: string, title: string, x: number, y: number) => ({
  ...{ id, type: 'send-message', title, config: { text: title }, position: { x, y } },
});

const flowNamed = (id: string) => ({
  ...{ schema: 1, id, title: `Flow ${id}` },
  settings: {
    fallbackQueue: 'support',
    fallbackTexts: [{ language: 'en', text: 'A colleague will answer you here.' }],
    ...{ visitLimit: 50, languages: ['en'], timeZone: 'Europe/London', reopenWithin: '7d' },
  },
  nodes: [
    { id: 'customer', type: 'ingest', title: 'A customer writes', config: {}, position: { x: 0, y: 0 } },
    says('greet', 'Greet', 300, 0),
    says('goOn', 'Go on', 600, 0),
    { id: 'reply', type: 'wait-for-reply', title: 'Wait', config: {}, position: { x: 300, y: 240 } },
  ],
  edges: [
    { id: 'e1', from: 'customer', port: 'started', to: 'greet' },
    { id: 'e2', from: 'greet', port: 'sent', to: 'goOn' },
    { id: 'e3', from: 'goOn', port: 'sent', to: 'reply' },
    { id: 'e4', from: 'reply', port: 'reply', to: 'goOn' },
  ],
  canvas: {
    ...{ comments: [], pinned: [] },
    groups: [{ id: 'words', title: 'Words', colour: 'blue', nodes: ['greet', 'goOn'] }],
  },
});
