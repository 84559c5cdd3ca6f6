import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityFaults } from './accessibility.ts';
import { chatOn } from './chat.ts';
import type { Installation } from './installation.ts';

export function describeWidget(installation: () => Installation): void {
  test('the widget is used by keyboard alone, and the page around it hears no key', async () => {
    const { hostPage, browser } = installation();
    const page = await browser.newPage();
    await page.goto(hostPage);
    const chat = chatOn(page);
    await page.getByRole('button', { name: 'Open chat' }).waitFor();

    await tabTo(page, 'Open chat');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Tarn & Ember' }).waitFor();
    expect(await focused(page)).toBe('Write a message');
    // "/" is a shortcut of the page.
    await page.keyboard.type('Where is my order TE/104233?');
    expect(await focused(page)).toBe('Write a message');
    await page.keyboard.press('Enter');
    await chat.answer('Order TE-104233: Left the Mill Yard');
    expect(await accessibilityFaults(page, 'widget', 'throughline-chat')).toEqual([]);

    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('Open chat');
  });

  test('the widget looks the same on a page with hostile styles as on a calm one', async () => {
    const { hostPage, browser } = installation();
    const [hostile, calm] = await Promise.all(
      [hostPage, `${hostPage}/calm`].map(async (address) => {
        const page = await browser.newPage();
        await page.goto(address);
        await page.getByRole('button', { name: 'Open chat' }).click();
        await page.getByText('Ask anything about your order').waitFor();
        return page;
      }),
    );
    if (!hostile || !calm) throw new Error('no pages');
    const shop = (page: Page) =>
      page.getByRole('heading', { level: 1 }).evaluate((element) => getComputedStyle(element).letterSpacing);
    expect(await shop(hostile)).not.toBe(await shop(calm));
    const expected = await computedStyles(calm);
    expect(expected.length).toBeGreaterThan(20);
    expect(await computedStyles(hostile)).toEqual(expected);
  });
}

async function tabTo(page: Page, label: string): Promise<void> {
  for (let presses = 0; presses < 20; presses++) {
    if ((await focused(page)) === label) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The tab key does not lead to "${label}".`);
}

/** The name of what has the focus, in the widget if it is there. */
function focused(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.getAttribute('aria-label') ?? null;
  });
}

/** Every element of the widget, and the widget itself, with everything the browser computed for it. */
function computedStyles(page: Page): Promise<string[]> {
  return page.locator('throughline-chat').evaluate((host) =>
    [host, ...(host.shadowRoot?.querySelectorAll('*') ?? [])].map((element) => {
      const style = getComputedStyle(element);
      const values = [...style]
        .filter((name) => !name.startsWith('--'))
        .map((name) => `${name}: ${style.getPropertyValue(name)}`);
      return `${element.tagName} ${element.getAttribute('class') ?? ''} { ${values.join('; ')} }`;
    }),
  );
}
