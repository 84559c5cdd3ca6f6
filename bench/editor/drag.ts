import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { percentile } from '../bench.ts';

export type Drag = { nodes: number; framesPerSecond: number; p95Ms: number; longTasks: number };

const dragMs = 4_000;

/** Drags what is chosen in circles by the mouse, and counts the frames that the page drew meanwhile. */
export async function dragNode(page: Page): Promise<Drag> {
  const { x, y } = await middle(page, '.react-flow__node:not(.selected)');
  return drag(page, x, y);
}

/** As many as are in sight after zooming out so often, chosen by a frame around them. */
export async function dragGroup(page: Page, zoomOuts: number): Promise<Drag> {
  for (let n = 0; n < zoomOuts; n += 1) {
    await page.locator('.react-flow__controls-zoomout').click();
    await pause(200);
  }
  const pane = await boxOf(page, '.react-flow__pane');
  await page.keyboard.down('Shift');
  await page.mouse.move(pane.x + 60, pane.y + 70);
  await page.mouse.down();
  await page.mouse.move(pane.x + pane.width / 2, pane.y + pane.height / 2, { steps: 5 });
  await page.mouse.move(pane.x + pane.width - 10, pane.y + pane.height - 10, { steps: 5 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.locator('.react-flow__nodesselection-rect').waitFor();
  return drag(page, pane.x + pane.width / 2, pane.y + pane.height / 2);
}

async function drag(page: Page, x: number, y: number): Promise<Drag> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 12, y + 12, { steps: 4 });
  await pause(300);
  await page.evaluate(startCounting);
  const began = performance.now();
  for (let turn = 0; performance.now() - began < dragMs; turn += 1) {
    const angle = turn / 12;
    await page.mouse.move(x + 12 + Math.sin(angle) * 120, y + 12 + (1 - Math.cos(angle)) * 80);
    await pause(8);
  }
  const { frames, tasks, nodes } = await page.evaluate<Counted>(stopCounting);
  await page.mouse.up();
  const gaps = frames.slice(1).map((at, index) => at - (frames[index] ?? at));
  const spentMs = (frames.at(-1) ?? 0) - (frames[0] ?? 0);
  return {
    nodes,
    framesPerSecond: (gaps.length / spentMs) * 1_000,
    p95Ms: percentile(gaps, 0.95),
    longTasks: tasks,
  };
}

// As text: what runs in the page knows nothing of the helpers that tsx puts into functions.
const startCounting = `{
  const counted = { frames: [], tasks: 0, running: true };
  const next = (at) => {
    counted.frames.push(at);
    if (counted.running) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
  const observer = new PerformanceObserver((list) => (counted.tasks += list.getEntries().length));
  observer.observe({ type: 'longtask' });
  window.counted = counted;
}`;
const stopCounting = `(() => {
  const { counted } = window;
  counted.running = false;
  const nodes = document.querySelectorAll('.react-flow__node.selected').length;
  return { frames: counted.frames, tasks: counted.tasks, nodes };
})()`;
type Counted = { frames: number[]; tasks: number; nodes: number };

/** Of the first one that lies well within the pane. */
async function middle(page: Page, what: string): Promise<{ x: number; y: number }> {
  const pane = await boxOf(page, '.react-flow__pane');
  for (const node of await page.locator(what).all()) {
    const box = await node.boundingBox();
    if (!box) continue;
    const [x, y] = [box.x + box.width / 2, box.y + 14];
    const within = x > pane.x + 40 && x < pane.x + pane.width - 300 && y > pane.y + 80;
    if (within && y < pane.y + pane.height - 260) return { x, y };
  }
  throw new Error('No node is in the middle of the canvas.');
}

async function boxOf(page: Page, part: string) {
  const box = await page.locator(part).first().boundingBox();
  if (!box) throw new Error(`${part} is not in sight.`);
  return box;
}
