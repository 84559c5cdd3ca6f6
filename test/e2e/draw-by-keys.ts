import type { Page } from 'playwright-core';
import { settingsFields } from '../../packages/editor/src/inspector/settings-fields.ts';
import type { Flow, FlowNode } from '../../packages/flow/src/schema.ts';
import { edge, portTitle } from './draw-by-mouse.ts';
import { fillForm } from './flow-form.ts';
import { keysOn } from './hands.ts';
import { configWith, declarationOf, fieldsOf, portsOfNode } from './shipped-flow.ts';

/**
 * Draws a flow into the empty one that is open, without a mouse: node after node along the edges, each from the first port of
 * the one before that leads nowhere yet. Gives the ids.
 */
export async function drawByKeys(page: Page, flow: Flow): Promise<Map<string, string>> {
  const { keyboard } = page;
  const hand = keysOn(page);
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  const form = fillForm(inspector, hand);
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
  const ids = new Map<string, string>();

  const chosen = (title: string) =>
    inspector.getByRole('heading', { name: `Settings of ${title}`, exact: true }).waitFor();

  /** What is typed into a dialog that lists; what fits best is taken. */
  async function pick(dialog: string | RegExp, typed: string, best: string): Promise<void> {
    const list = page.getByRole('dialog', { name: dialog });
    await list.getByRole('combobox').waitFor();
    await keyboard.insertText(typed);
    const marked = list.locator('[role=option][aria-selected=true]');
    await marked.filter({ hasText: new RegExp(`^${literal(best)}`) }).waitFor();
    await keyboard.press('Enter');
    await list.waitFor({ state: 'hidden' });
  }

  async function find({ title }: FlowNode): Promise<void> {
    await keyboard.press('f');
    await pick('Find a node', title, title);
    await chosen(title);
  }

  /** Of what is chosen. From its title on, Tab goes through the form. */
  async function describe(node: FlowNode): Promise<void> {
    await keyboard.press('Enter');
    await hand.write(inspector.getByRole('textbox', { name: 'Title of the node' }), node.title);
    await chosen(node.title);
    await form(fieldsOf(node), configWith(node, ids));
    await leave();
  }

  /** Back to the drawing; the first press may only close a list of completions. */
  async function leave(): Promise<void> {
    for (let pressed = 0; pressed < 2; pressed += 1) {
      await keyboard.press('Escape');
      if ((await inspector.locator(':focus').count()) === 0) return;
    }
    throw new Error('Escape does not leave the settings.');
  }

  async function addAfter(from: FlowNode, port: string, node: FlowNode): Promise<void> {
    const { title } = declarationOf(node);
    await keyboard.press('a');
    await pick('Add a node', title, title);
    await take(node);
    await edge(page, from.title, portTitle(from, port), node.title).waitFor({ state: 'attached' });
  }

  async function take(node: FlowNode): Promise<void> {
    const drawn = page.locator('.react-flow__node-step');
    const id = (await drawn.nth(ids.size).getAttribute('data-id')) ?? '';
    ids.set(node.id, id);
    await inspector.getByText(id, { exact: true }).waitFor();
    await describe(node);
  }

  async function connect(from: FlowNode, port: string, to: FlowNode): Promise<void> {
    const ports = portsOfNode(from);
    const { title } = ports.find(({ id }) => id === port) ?? { title: port };
    await keyboard.press('c');
    if (ports.length > 1) await pick(`Which port of ${from.title}?`, title, title);
    await pick(`Where does ${title} lead?`, to.title, to.title);
    await edge(page, from.title, title, to.title).waitFor({ state: 'attached' });
  }

  await form(settingsFields, flow.settings);
  await leave();
  const queue = flow.nodes.filter((node) => declarationOf(node).entry);
  for (const entry of queue) {
    // The only node there is.
    await keyboard.press('Alt+ArrowRight');
    await take(entry);
  }
  for (const from of queue) {
    await find(from);
    for (const { id: port } of portsOfNode(from)) {
      const wire = flow.edges.find((one) => one.from === from.id && one.port === port);
      const to = wire && nodes.get(wire.to);
      if (!to) continue;
      if (ids.has(to.id)) await connect(from, port, to);
      else {
        await addAfter(from, port, to);
        queue.push(to);
        await keyboard.press('Alt+ArrowLeft');
        await chosen(from.title);
      }
    }
  }
  return ids;
}

function literal(text: string): string {
  return text.replaceAll(/[^\w ]/g, String.raw`\$&`);
}
