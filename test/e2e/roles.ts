import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { flowEditorOn } from './flow-editor.ts';
import type { Installation } from './installation.ts';
import { createAccount, invite } from './staff.ts';

/** Pages that no rail leads to, below those that one does. */
const deeper: { [page: string]: string[] } = {
  '/flows': ['/flows/support'],
  '/nodes': ['/nodes/answer'],
  '/knowledge': ['/knowledge/gift-cards', '/knowledge?tab=try', '/knowledge?tab=questions'],
};

export function describeRoles(installation: () => Installation): void {
  test.each(['ops', 'developer', 'agent', 'auditor'])(
    'what the pages of %s ask for, that role may read',
    async (role) => {
      const { url, admin, browser } = installation();
      const email = `${role}.roles@tarnandember.example`;
      const account = await createAccount(await invite(url, admin, email, role), `${role} roles`);
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await page.request.post(`${url}/api/session`, {
        headers: { 'X-Throughline': '1' },
        data: { email: account.email, password: account.password },
      });
      const answered = watchAnswers(page);
      await page.goto(`${url}/flows`);
      await answered.all();
      const paths = await linksIn(page, 'Pages');
      expect(paths).toContain('/flows');
      if (paths.includes('/settings')) {
        await page.goto(`${url}/settings`);
        paths.push(...(await linksIn(page, 'Sections of the settings')));
      }
      for (const path of paths.flatMap((one) => [one, ...(deeper[one] ?? [])])) {
        await page.goto(url + path);
        await answered.all();
      }
      // The settings of a node name queues, credentials and channels.
      const flow = flowEditorOn(page);
      await flow.open(url, 'support');
      await flow.find('A colleague takes over');
      await answered.all();
      expect(answered.refused).toEqual([]);
    },
  );
}

async function linksIn(page: Page, navigation: string): Promise<string[]> {
  const links = page.getByRole('navigation', { name: navigation, exact: true }).getByRole('link');
  await links.first().waitFor();
  return links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
}

/** Which requests the API refused, and when it has answered all. The stream of changes is never over. */
function watchAnswers(page: Page) {
  const open = new Set<object>();
  const refused: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname !== '/api/events') open.add(request);
  });
  page.on('requestfinished', (request) => void open.delete(request));
  page.on('requestfailed', (request) => void open.delete(request));
  page.on('response', (response) => {
    if (response.status() === 403) refused.push(new URL(response.url()).pathname);
  });
  async function all(): Promise<void> {
    await page.locator('main').waitFor();
    // What one answer asks for next is asked within a moment.
    for (let quiet = 0; quiet < 3; quiet = open.size === 0 ? quiet + 1 : 0) await page.waitForTimeout(100);
  }
  return { refused, all };
}
