import type { Locator, Page } from 'playwright-core';

export type Chat = {
  say(text: string): Promise<void>;
  /** The messages of one side, oldest first. */
  from(side: 'customer' | 'bot' | 'agent'): Locator;
  /** Waits for the message of the bot or an agent that has these words. */
  answer(words: string | RegExp): Promise<Locator>;
  /** All messages, oldest first: `customer: Hello`. */
  transcript(): Promise<string[]>;
};

/** The chat as a visitor uses it, on its page and in the widget. */
export function chatOn(page: Page): Chat {
  const messages = page.getByRole('log', { name: 'Conversation' }).locator('li.message');
  const from = (side: string) => page.locator(`li.message.from-${side}`);
  return {
    from,
    async say(text) {
      await page.getByRole('textbox', { name: 'Write a message' }).fill(text);
      await page.getByRole('textbox', { name: 'Write a message' }).press('Enter');
      await from('customer').filter({ hasText: text }).last().waitFor();
    },
    async answer(words) {
      const answer = messages.and(page.locator('.from-bot, .from-agent')).filter({ hasText: words }).last();
      await answer.waitFor();
      return answer;
    },
    transcript: () =>
      messages.evaluateAll((items) =>
        items.map((item) => {
          const side = /from-(\w+)/.exec(item.className)?.[1] ?? 'nobody';
          return `${side}: ${item.querySelector('.bubble')?.firstElementChild?.textContent ?? ''}`;
        }),
      ),
  };
}
