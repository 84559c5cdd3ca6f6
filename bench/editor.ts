import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { startTestApi } from '../packages/engine/src/api/testing/test-api.ts';
import { testDatabase } from '../packages/engine/src/testing/database.ts';
import { validate } from '../packages/flow/src/validate.ts';
import { catalogue } from '../packages/nodes/src/catalogue.ts';
import { ensurePages } from '../test/runner/build-pages.ts';
import { ensureChromium } from '../test/runner/chromium.ts';
import type { Bench, Row } from './bench.ts';
import { percentile } from './bench.ts';
import type { Drag } from './editor/drag.ts';
import { dragGroup, dragNode } from './editor/drag.ts';
import { largeFlow } from './editor/large-flow.ts';
import { servePlain } from './editor/serve-plain.ts';

const nodes = 1_000;
/** So that about fifty nodes are in sight. */
const zoomOuts = 7;
const rounds = 3;
const window = { width: 1600, height: 1000 };

type Side = { name: string; url: string; context: BrowserContext; ready: string };
type Found = { openMs: number; one: Drag; group: Drag };

/** The built page over the real API in Chromium, beside React Flow's own components with the same nodes and edges. */
export const bench: Bench = {
  name: 'editor',
  about: `a flow of ${nodes.toLocaleString('en-GB')} nodes in Chromium: open, drag, check`,
  async run(servers, say) {
    const [stack, executablePath] = [await servers(), await ensureChromium(process.env)];
    await ensurePages();
    const flow = largeFlow(nodes);
    const database = await testDatabase(stack.mongodb.address);
    const api = await startTestApi({
      database,
      chromaUrl: stack.chroma.address,
      embeddingModelDir: stack.embeddingModelDir,
      deps: {
        pagesDir: fileURLToPath(new URL('../packages/editor/dist', import.meta.url)),
        checkAnswers: false,
      },
    });
    const plain = await servePlain(flow);
    const browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
    try {
      const { cookie, bearer } = await api.signIn('ops');
      const saved = await api.call(
        'PUT',
        '/api/flows/large/draft',
        { flow, base: null, revision: 0 },
        bearer,
      );
      if (saved.status !== 200) throw new Error(`The flow was not saved: ${saved.text}`);
      const [name = '', value = ''] = cookie.Cookie.split('=');
      const ours = await browser.newContext({ viewport: window, reducedMotion: 'reduce' });
      await ours.addCookies([{ name, value, url: api.url }]);
      const size = await paneSize(ours, `${api.url}/flows/large`);
      const alone = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
      const sides: Side[] = [
        { name: 'ours', url: `${api.url}/flows/large`, context: ours, ready: '[cmdk-item]' },
        { name: 'React Flow alone', url: plain.url, context: alone, ready: '.react-flow__node' },
      ];
      const found = sides.map((): Found[] => []);
      // They take turns, so that a machine that is busy for a while is so for both.
      for (let round = 0; round < rounds; round += 1) {
        for (const [index, side] of sides.entries()) found[index]!.push(await once(side));
        say(`round ${round + 1} of ${rounds}`);
      }
      return [...compared(found), ...checked(flow)];
    } finally {
      await browser.close();
      await Promise.all([plain.close(), api.stop()]);
      await database.drop();
    }
  },
};

/** Of the canvas in our page: the other one gets as much. */
async function paneSize(context: BrowserContext, url: string): Promise<{ width: number; height: number }> {
  const page = await opened(context, url);
  const box = await page.locator('.react-flow').boundingBox();
  await page.close();
  if (!box) throw new Error('Our page has no canvas.');
  return { width: Math.round(box.width), height: Math.round(box.height) };
}

async function opened(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('.react-flow__node').first().waitFor();
  return page;
}

async function once({ url, context, ready }: Side): Promise<Found> {
  const began = performance.now();
  const page = await opened(context, url);
  // A node takes a click: the page is there for work.
  await page.locator('.react-flow__node').first().click();
  await page.locator('.react-flow__node.selected').waitFor();
  const openMs = performance.now() - began;
  await page.locator(ready).first().waitFor();
  await page.waitForTimeout(1_500);
  const one = await dragNode(page);
  await page.waitForTimeout(1_500);
  const group = await dragGroup(page, zoomOuts);
  await page.close();
  return { openMs, one, group };
}

function compared([ours = [], alone = []]: Found[][]): Row[] {
  const middle = (of: Found[], what: (found: Found) => number) => percentile(of.map(what), 0.5);
  const drags: [name: string, of: (found: Found) => Drag][] = [
    ['drag of a node', ({ one }) => one],
    ['drag of a group', ({ group }) => group],
  ];
  const open = (found: Found) => found.openMs;
  return [
    { measure: 'open until a node takes a click, ours', value: middle(ours, open), unit: 'ms' },
    { measure: 'open, React Flow alone', value: middle(alone, open), unit: 'ms' },
    { measure: 'open, ratio', value: middle(ours, open) / middle(alone, open), unit: '' },
    ...drags.flatMap(([name, of]): Row[] => {
      const rate = (found: Found) => of(found).framesPerSecond;
      return [
        { measure: `${name}: nodes moved, ours`, value: middle(ours, (found) => of(found).nodes), unit: '' },
        {
          measure: `${name}: nodes moved, alone`,
          value: middle(alone, (found) => of(found).nodes),
          unit: '',
        },
        { measure: `${name}, ours`, value: middle(ours, rate), unit: 'frames/s', goal: { atLeast: 50 } },
        { measure: `${name}, React Flow alone`, value: middle(alone, rate), unit: 'frames/s' },
        {
          measure: `${name}, ratio`,
          value: middle(ours, rate) / middle(alone, rate),
          unit: '',
          goal: { atLeast: 0.9 },
        },
        {
          measure: `${name}: p95 of a frame, ours`,
          value: middle(ours, (found) => of(found).p95Ms),
          unit: 'ms',
        },
        {
          measure: `${name}: p95 of a frame, alone`,
          value: middle(alone, (found) => of(found).p95Ms),
          unit: 'ms',
        },
        {
          measure: `${name}: tasks above 50 ms, ours`,
          value: middle(ours, (found) => of(found).longTasks),
          unit: '',
        },
        {
          measure: `${name}: tasks above 50 ms, alone`,
          value: middle(alone, (found) => of(found).longTasks),
          unit: '',
        },
      ];
    }),
  ];
}

/** The rules alone, as they run after an edit. */
function checked(flow: ReturnType<typeof largeFlow>): Row[] {
  const times = Array.from({ length: 40 }, () => {
    const began = performance.now();
    validate(flow, catalogue);
    return performance.now() - began;
  });
  const warm = times.slice(10);
  return [
    { measure: 'validate, first', value: times[0] ?? Number.NaN, unit: 'ms' },
    { measure: 'validate, p50 warm', value: percentile(warm, 0.5), unit: 'ms', goal: { atMost: 50 } },
    { measure: 'validate, p95 warm', value: percentile(warm, 0.95), unit: 'ms' },
  ];
}
