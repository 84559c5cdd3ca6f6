import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { signIn } from './staff.ts';

/** Scripts and style sheets, as gzip: what has to come before a flow is drawn. */
const mostBytes = 250_000;

export function describeFirstLoad(installation: () => Installation): void {
  test('a flow is drawn with less than 250 kB, and nothing moves when the rest comes', async () => {
    const { url, admin, browser } = installation();
    const signedIn = await browser.newPage();
    await signIn(signedIn, url, admin);
    // A browser that has nothing of the pages yet.
    const page = await browser.newPage({ storageState: await signedIn.context().storageState() });
    const first = await loadedFirst('src/flows/flow-page.tsx');
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route(/\/assets\/[^/]+\.(js|css)$/, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (!first.has(name)) await released;
      await route.continue();
    });
    await page.goto(`${url}/flows/support`);
    await flowEditorOn(page).node('A customer writes').waitFor();

    const sizes = await Promise.all([...first].map((name) => sizeOf(`${url}/${name}`)));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(mostBytes);

    const before = await placesOn(page);
    release();
    await page.getByLabel('Fallback queue').waitFor();
    await page.getByRole('option', { name: 'Send message' }).waitFor();
    expect(await placesOn(page)).toEqual(before);
  });
}

type Chunk = { file: string; imports?: string[]; css?: string[] };

/** The files of a page without those that it asks for later, from what the build says of itself. */
async function loadedFirst(page: string): Promise<Set<string>> {
  const path = new URL('../../packages/editor/dist/.vite/manifest.json', import.meta.url);
  const chunks = JSON.parse(await readFile(path, 'utf8')) as { [name: string]: Chunk };
  const files = new Set<string>();
  const seen = new Set<string>();
  const waiting = ['index.html', page];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = chunks[name];
    if (!chunk) throw new Error(`The build has no ${name}.`);
    if (seen.has(name)) continue;
    seen.add(name);
    for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
    waiting.push(...(chunk.imports ?? []));
  }
  return files;
}

async function sizeOf(url: string): Promise<number> {
  const response = await fetch(url, { headers: { 'Accept-Encoding': 'gzip' } });
  await response.arrayBuffer();
  const bytes = Number(response.headers.get('content-length'));
  if (!response.ok || bytes === 0) throw new Error(`${url}: ${response.status}, ${bytes} bytes`);
  return bytes;
}

function placesOn(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const parts = ['header', 'nav', '#node-palette', '.react-flow', '.react-flow__node', '#inspector'];
    return parts.map((part) => {
      const { x, y, width, height } = document.querySelector(part)?.getBoundingClientRect() ?? {};
      return { part, x, y, width, height };
    });
  });
}
