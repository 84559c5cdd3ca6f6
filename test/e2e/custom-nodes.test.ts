import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import type { TestApi } from '../../packages/engine/src/api/testing/test-api.ts';
import { startTestApi } from '../../packages/engine/src/api/testing/test-api.ts';
import { loadNodes } from '../../packages/engine/src/custom-nodes.ts';
import type { TestDatabase } from '../../packages/engine/src/testing/database.ts';
import { testDatabase } from '../../packages/engine/src/testing/database.ts';
import { noGateway } from '../../packages/engine/src/testing/no-gateway.ts';
import { ensurePages } from '../runner/build-pages.ts';
import { accessibilityFaults } from './accessibility.ts';
import type { TestBrowser } from './browser.ts';
import { openBrowser } from './browser.ts';
import { flowEditorOn } from './flow-editor.ts';

let database: TestDatabase;
let api: TestApi;
let browser: TestBrowser;
let cookies: { name: string; value: string; url: string }[];

const flow = {
  schema: 1,
  id: 'points',
  title: 'Points of a customer',
  settings: { fallbackQueue: 'people', languages: ['en'] },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: {}, position: { x: 0, y: 0 } },
    {
      id: 'look',
      type: 'loyalty-points',
      title: 'How many points',
      config: { url: 'https://loyalty.example.com', tiers: ['Gold'] },
      position: { x: 280, y: 0 },
    },
    {
      id: 'person',
      type: 'escalate',
      title: 'Person',
      config: { queue: 'people', reason: 'asked' },
      position: { x: 560, y: 0 },
    },
  ],
  edges: [
    { id: 'e1', from: 'start', port: 'started', to: 'look' },
    ...['tier-gold', 'found', 'no-account', 'not-verified', 'error'].map((port) => ({
      id: port,
      from: 'look',
      port,
      to: 'person',
    })),
  ],
};

beforeAll(async () => {
  await ensurePages();
  database = await testDatabase(inject('mongodbUrl'));
  const { catalogue } = await loadNodes(
    fileURLToPath(new URL('../../examples/custom-node', import.meta.url)),
  );
  api = await startTestApi({
    database,
    gateway: noGateway(async () => {
      throw new Error('no case is reached here');
    }),
    chromaUrl: inject('chromaUrl'),
    embeddingModelDir: inject('embeddingModelDir'),
    deps: { catalogue, pagesDir: fileURLToPath(new URL('../../packages/editor/dist', import.meta.url)) },
  });
  const { cookie, bearer } = await api.signIn('ops');
  const [name = '', value = ''] = cookie.Cookie.split('=');
  cookies = [{ name, value, url: api.url }];
  const published = await api.call('POST', '/api/flows/points/publish', { flow, note: 'first' }, bearer);
  if (published.status !== 200) throw new Error(published.text);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await api?.stop();
  await database?.drop();
});

// The page writes no error into the console, and asks nothing of another host.
afterEach(async () => {
  await browser.closePages();
  expect(browser.takeTroubles()).toEqual([]);
});

async function open(path: string, size = { width: 1280, height: 800 }): Promise<Page> {
  const page = await browser.newPage({ viewport: size });
  await page.context().addCookies(cookies);
  await page.goto(api.url + path);
  return page;
}

it('tells every node of this installation: what it does, what it takes, and where it is used', async () => {
  const page = await open('/flows');
  await page.getByRole('link', { name: 'What nodes do' }).click();
  await page.getByText('27 nodes to draw flows with').waitFor();
  expect(await accessibilityFaults(page, 'nodes')).toEqual([]);
  await page.keyboard.press('f');
  await page.keyboard.type('loyal');
  await page.getByRole('heading', { name: '1 node', exact: true }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${api.url}/nodes/loyalty-points`);
  await page.getByText('Of a package that this installation names.').waitFor();
  const fields = page.getByRole('table').filter({ hasText: 'What it is for' });
  await fields
    .getByRole('row', { name: /^Tiers/ })
    .getByText('Name ten at most. Use letters')
    .waitFor();
  await fields
    .getByRole('row', { name: /^Address/ })
    .getByText('has to be filled in')
    .waitFor();
  expect(await accessibilityFaults(page, 'node')).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ['Table: Fields', 'Table: Outputs'])
    expect(
      await page.getByRole('group', { name }).evaluate((table) => table.scrollWidth - table.clientWidth),
    ).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole('link', { name: 'How many points' }).click();
  await page.getByRole('heading', { name: 'Settings of How many points' }).waitFor();
  expect(new URL(page.url()).search).toBe('?node=look');
  const about = page.getByRole('link', { name: 'About this node Loyalty points, in another window' });
  expect(await about.getAttribute('href')).toBe('/nodes/loyalty-points');

  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog');
  await palette.getByRole('combobox').fill('loyalty');
  await palette.getByRole('option', { name: 'Add Loyalty points' }).click();
  await flowEditorOn(page).node('Loyalty points').waitFor();
  await page.keyboard.press('Control+k');
  await palette.getByRole('combobox').fill('loyalty');
  await palette.getByRole('option', { name: 'Loyalty points', exact: true }).click();
  await page.waitForURL(`${api.url}/nodes/loyalty-points`);

  await page.goto(`${api.url}/nodes/never-there`);
  await page.getByText('There is no such node here').waitFor();
});

it('has a form for what is one of several, and keeps what was written in another', async () => {
  const page = await open('/flows/points?node=look');
  const { inspector } = flowEditorOn(page);
  const by = inspector.getByRole('group', { name: 'Look up' });
  const known = by.getByRole('combobox', { name: 'Known by' });
  const textbox = (name: string) => by.getByRole('textbox', { name, exact: true });
  // Before it has loaded, a plain field stands in for it.
  await by.locator('.cm-line').waitFor();
  // What holds by default.
  expect(await known.locator('option:checked').innerText()).toBe('Account number');
  await textbox('Account').fill('{{ case.values.account }}');
  await known.selectOption('E-mail address');
  await by.getByText('Left out: Account. To have it back, choose “Account number” again.').waitFor();
  expect(await textbox('Account').count()).toBe(0);
  await textbox('E-mail').fill('{{ nodes.never.output.mail }}');
  await by.getByText('There is no node with the id "never".').waitFor();
  expect(await accessibilityFaults(page, 'variants')).toEqual([]);
  await known.selectOption('Account number');
  expect(await textbox('Account').innerText()).toBe('{{ case.values.account }}');
  const saved = async () => {
    const draft = await page.request.get(`${api.url}/api/flows/points/draft`);
    const { flow: drawn } = (await draft.json()) as { flow: { nodes: { id: string; config: object }[] } };
    return drawn.nodes.find(({ id }) => id === 'look')?.config;
  };
  await expect.poll(saved).toMatchObject({ by: { known: 'account', account: '{{ case.values.account }}' } });
  await by.getByRole('button', { name: 'Use the default of “Known by”' }).click();
  // What holds now stands there as what nobody wrote.
  expect(await textbox('Account').innerText()).toContain('{{ customer.facts.account ?? "" }}');
});

it('draws the ports that a package makes from the config, and tells what only the server knows', async () => {
  const page = await open('/flows/points?node=look');
  const editor = flowEditorOn(page);
  const ports = editor.node('How many points').getByRole('listitem');
  await ports.filter({ hasText: 'Gold' }).waitFor();
  expect(await ports.allInnerTexts()).toEqual([
    'Gold',
    'Another tier',
    'No account',
    'Not verified',
    'Failed',
  ]);
  await expect.poll(() => page.locator('.react-flow__edge').count()).toBe(6);

  await editor.inspector.getByRole('button', { name: 'Add a tier' }).click();
  const second = editor.inspector.getByRole('textbox', { name: /^tier 2/i });
  await second.fill('Silver');
  await ports.filter({ hasText: 'Silver' }).waitFor();
  // What led on from the other ports still does.
  await expect.poll(() => page.locator('.react-flow__edge').count()).toBe(6);
  await second.fill('gold');
  await page.getByRole('button', { name: 'Problems' }).click();
  await page.getByText('Name each tier once.').first().waitFor();
  expect(await accessibilityFaults(page, 'custom-ports')).toEqual([]);
});
