import type { Locator, Page } from 'playwright-core';

/** How somebody works on a page: with a mouse, or without one. What is written is typed by both. */
export type Hand = {
  /** Into a field. */
  enter(field: Locator): Promise<void>;
  press(button: Locator): Promise<void>;
  /** Checks a box, or does not any more. */
  toggle(box: Locator): Promise<void>;
  choose(select: Locator, option: string): Promise<void>;
  /** Enters a field and writes in place of what it holds. */
  write(field: Locator, text: string): Promise<void>;
};

export function mouseOn(page: Page): Hand {
  const enter = (field: Locator) => field.click();
  return {
    enter,
    press: enter,
    toggle: enter,
    // The list that opens is of the operating system's, not of the page's.
    choose: async (select, option) => void (await select.selectOption({ label: option })),
    write: (field, text) => writeOver(page, field, text, enter),
  };
}

/** Nothing but keys: a control is reached by Tab, from wherever the focus is. */
export function keysOn(page: Page): Hand {
  const enter = (field: Locator) => tabTo(page, field);
  return {
    enter,
    async press(button) {
      await enter(button);
      await page.keyboard.press('Enter');
    },
    async toggle(box) {
      await enter(box);
      await page.keyboard.press('Space');
    },
    async choose(select, option) {
      await enter(select);
      await page.keyboard.type(option);
      const chosen = await select.evaluate(
        (element) => (element as HTMLSelectElement).selectedOptions[0]?.label,
      );
      if (chosen !== option) throw new Error(`Typing “${option}” chose “${chosen}”.`);
    },
    write: (field, text) => writeOver(page, field, text, enter),
  };
}

async function writeOver(
  { keyboard }: Page,
  field: Locator,
  text: string,
  enter: (field: Locator) => Promise<void>,
): Promise<void> {
  await enter(field);
  await keyboard.press('ControlOrMeta+a');
  if (text === '') await keyboard.press('Delete');
  else await keyboard.insertText(text);
}

const mostTabs = 150;

/** Goes on, or back, from control to control until this one has the focus, as somebody who sees where it is. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let pressed = 0; pressed < mostTabs; pressed += 1) {
    const way = await target.evaluate(wayTo);
    if (way === 'there') return;
    await page.keyboard.press(way === 'ahead' ? 'Tab' : 'Shift+Tab');
  }
  throw new Error(`Tab does not reach ${String(target)}.`);
}

function wayTo(element: Element): 'there' | 'ahead' | 'behind' {
  if (element.matches(':focus')) return 'there';
  const root = element.getRootNode();
  const place = root instanceof ShadowRoot ? root.host : element;
  const focused = document.activeElement ?? document.body;
  const { DOCUMENT_POSITION_PRECEDING: before, DOCUMENT_POSITION_CONTAINED_BY: inside } = Node;
  const at = focused.compareDocumentPosition(place);
  return (at & before) !== 0 && (at & inside) === 0 ? 'behind' : 'ahead';
}
