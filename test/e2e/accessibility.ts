import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

type Violation = { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] };

const colorSchemes = ['light', 'dark'] as const;
const sizes = [
  { width: 390, height: 844 },
  { width: 1280, height: 800 },
];

/**
 * What axe finds wrong with the page as it is now, in light and dark, on a phone and a desktop; empty when nothing.
 * `E2E_SCREENS` names a folder that gets a picture of each.
 */
export async function accessibilityFaults(page: Page, name: string, part = 'html'): Promise<string[]> {
  // Evaluated by the debugger: the page's security policy refuses a script element, rightly.
  await page.evaluate(axe.source);
  const faults: string[] = [];
  const screens = process.env['E2E_SCREENS'];
  for (const size of sizes) {
    for (const colorScheme of colorSchemes) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      const at = `${name}-${size.width}-${colorScheme}`;
      for (const { id, help, nodes } of await violations(page, part))
        for (const { target, failureSummary = '' } of nodes)
          faults.push(`${at}: ${id} (${help}) at ${JSON.stringify(target)}: ${failureSummary}`);
      if (screens) await page.screenshot({ path: join(screens, `${at}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return faults;
}

function violations(page: Page, part: string): Promise<Violation[]> {
  return page.evaluate(async (selector) => {
    const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(moving.map(({ finished }) => finished));
    type Axe = { run(part: string): Promise<{ violations: Violation[] }> };
    return (await (globalThis as unknown as { axe: Axe }).axe.run(selector)).violations;
  }, part);
}
