import type { BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

export type TestBrowser = {
  /** A page in a profile of its own: another visitor. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
  /** What pages complained about since the last time, and requests that left this machine. */
  takeTroubles(): string[];
  /** Closes every page: one that stays open listens on, and a person has only so many event streams. */
  closePages(): Promise<void>;
  close(): Promise<void>;
};

const waitMs = 30_000;

/** Chromium without a window, that notes everything a page should not do. */
export async function openBrowser(): Promise<TestBrowser> {
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'],
  });
  let troubles: string[] = [];

  return {
    async newPage(options = {}) {
      const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
      context.setDefaultTimeout(waitMs);
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        if (protocol.startsWith('http') && !isLocal(hostname))
          troubles.push(`asked another host: ${request.url()}`);
      });
      context.on('console', (message) => {
        if (message.type() === 'error' && !isExpected(message))
          troubles.push(`console: ${message.text()} ${message.location().url}`);
      });
      context.on('weberror', (error) => troubles.push(`page error: ${error.error().message}`));
      return context.newPage();
    },
    takeTroubles() {
      const taken = troubles;
      troubles = [];
      return taken;
    },
    closePages: async () => void (await Promise.all(browser.contexts().map((context) => context.close()))),
    close: () => browser.close(),
  };
}

function isLocal(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost';
}

/** Chromium itself writes down every failed request: asking who is signed in when nobody is, and what is cut on purpose. */
function isExpected(message: ConsoleMessage): boolean {
  const { pathname } = new URL(message.location().url || 'about:blank');
  const asksWho = pathname === '/api/session' || pathname === '/channels/portal/session';
  const nobody = asksWho && message.text().includes('401');
  return nobody || /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_RESET/.test(message.text());
}
