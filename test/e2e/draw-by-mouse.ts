import type { Locator, Page } from 'playwright-core';
import type { Flow, FlowNode } from '../../packages/flow/src/schema.ts';
import { settingsFields } from '../../packages/editor/src/inspector/settings-fields.ts';
import { boxOf, middleOf, type Box, type Point } from './box-of.ts';
import { fillForm } from './flow-form.ts';
import type { Hand } from './hands.ts';
import { mouseOn } from './hands.ts';
import { configWith, declarationOf, fieldsOf, portsOfNode } from './shipped-flow.ts';

const zoomOuts = 3;
const zoom = 1 / 1.2 ** zoomOuts;
const headMiddle = { x: 110, y: 28 };
// Further from the edges than where the canvas begins to move with the pointer.
const room = { left: 60, top: 70, column: 280 * zoom, gap: 36 * zoom, bottom: 60 };

/** Draws a flow into the empty one that is open: nodes from the palette or a port, then their settings, then edges. Gives the ids. */
export async function drawByMouse(page: Page, flow: Flow): Promise<Map<string, string>> {
  const hand = mouseOn(page);
  const { mouse } = page;
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const form = fillForm(inspector, hand);
  const pane = page.locator('.react-flow');
  const drawn = page.locator('.react-flow__node-step');
  const card = (title: string) => drawn.filter({ has: page.getByText(title, { exact: true }) });
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
  const ids = new Map<string, string>();
  const places = placesFor(flow, await boxOf(pane));

  async function drag(from: Point, to: Point): Promise<void> {
    await mouse.move(from.x, from.y);
    await mouse.down();
    // What is dragged is taken along from where the pointer is after its first move.
    await mouse.move(from.x + 2, from.y + 2);
    await mouse.move(to.x, to.y, { steps: 2 });
    await mouse.up();
  }

  async function fromPalette(node: FlowNode): Promise<void> {
    const entry = page
      .getByRole('region', { name: 'Nodes to add' })
      .getByRole('option', { name: declarationOf(node).title, exact: true });
    const { x, y } = await boxOf(pane);
    const at = placeOf(node);
    await entry.dragTo(pane, { targetPosition: { x: at.x - x, y: at.y - y } });
  }

  /** Its wire is drawn into the void, where what comes there is asked. */
  async function fromPort(node: FlowNode, port: Locator): Promise<void> {
    const at = placeOf(node);
    await drag(await middleOf(port), { x: at.x - headMiddle.x * zoom, y: at.y - headMiddle.y * zoom });
    const asked = page.getByRole('dialog', { name: 'Add a node' });
    await hand.press(asked.getByRole('option', { name: declarationOf(node).title, exact: true }));
  }

  /** The port of something drawn that leads there. */
  async function portTo(node: FlowNode): Promise<Locator | undefined> {
    const wire = flow.edges.find(({ from, to }) => to === node.id && ids.has(from));
    const from = wire && nodes.get(wire.from);
    const port = from && card(from.title).locator(`[data-handleid="${wire.port}"]`);
    // Some ports are there only once they are named in the settings.
    return port && (await port.count()) === 1 ? port : undefined;
  }

  async function add(node: FlowNode, index: number): Promise<void> {
    const port = index % 2 === 0 ? await portTo(node) : undefined;
    if (declarationOf(node).entry) await drag(await headOf(drawn.first()), placeOf(node));
    else if (port) await fromPort(node, port);
    else await fromPalette(node);
    const id = (await drawn.nth(index).getAttribute('data-id')) ?? '';
    ids.set(node.id, id);
    await inspector.getByText(id, { exact: true }).waitFor();
    await hand.write(inspector.getByRole('textbox', { name: 'Title of the node' }), node.title);
  }

  function placeOf({ id }: FlowNode): Point {
    const place = places.get(id);
    if (!place) throw new Error(`There is no place for ${id}.`);
    return place;
  }

  for (let times = 0; times < zoomOuts; times += 1) await zoomOut(page, hand);

  await form(settingsFields, flow.settings);
  for (const [index, node] of flow.nodes.entries()) await add(node, index);
  for (const node of flow.nodes) {
    await hand.press(card(node.title));
    await inspector.getByRole('heading', { name: `Settings of ${node.title}`, exact: true }).waitFor();
    await form(fieldsOf(node), configWith(node, ids));
  }
  for (const { from, port, to } of flow.edges) {
    const [start, end] = [nodes.get(from)?.title ?? '', nodes.get(to)?.title ?? ''];
    const wire = edge(page, start, portTitle(nodes.get(from), port), end);
    if ((await wire.count()) > 0) continue;
    await drag(
      await middleOf(card(start).locator(`[data-handleid="${port}"]`)),
      await middleOf(card(end).locator('[data-handleid="in"]')),
    );
    // A level edge has no height, and is not "visible".
    await wire.waitFor({ state: 'attached' });
  }
  await hand.press(page.getByRole('button', { name: 'Tidy up (L)' }));
  return ids;
}

async function zoomOut(page: Page, hand: Hand): Promise<void> {
  const before = await page.locator('.react-flow__viewport').getAttribute('style');
  await hand.press(page.getByRole('button', { name: 'Zoom Out' }));
  await page.locator(`.react-flow__viewport:not([style="${before}"])`).waitFor({ state: 'attached' });
}

/** Side by side in columns, each as high as its ports make it. */
function placesFor(flow: Flow, pane: Box): Map<string, Point> {
  const at = { x: pane.x + room.left, y: pane.y + room.top };
  return new Map(
    flow.nodes.map((node) => {
      const height = (62 + 24 * (portsOfNode(node)?.length ?? 0)) * zoom;
      if (at.y + height > pane.y + pane.height - room.bottom) {
        at.x += room.column;
        at.y = pane.y + room.top;
      }
      const place = { x: at.x + headMiddle.x * zoom, y: at.y + headMiddle.y * zoom };
      at.y += height + room.gap;
      return [node.id, place];
    }),
  );
}

async function headOf(card: Locator): Promise<Point> {
  const { x, y } = await boxOf(card);
  return { x: x + headMiddle.x * zoom, y: y + headMiddle.y * zoom };
}

/** As it stands at the node; the id where it has no title. */
export function portTitle(node: FlowNode | undefined, port: string): string {
  return (node && portsOfNode(node)?.find(({ id }) => id === port)?.title) ?? port;
}

export function edge(page: Page, from: string, port: string, to: string): Locator {
  return page.locator(`.react-flow__edge[aria-label="From ${from}, port ${port}, to ${to}"]`);
}
