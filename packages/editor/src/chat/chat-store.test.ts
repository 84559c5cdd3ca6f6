import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ChatMemory } from './chat-memory.ts';
import { createChatStore, type ChatStore } from './chat-store.ts';
import type { PageSignals } from './page-signals.ts';
import { createBrowser, createServer, signed, type TestServer } from './testing/chat-server.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const signals: PageSignals = { isOnline: () => true, isHidden: () => false, listen: () => () => {} };
const pages: ChatStore[] = [];
afterEach(() => pages.splice(0).forEach((page) => page.dispose()));

function openPage(server: TestServer, memory: ChatMemory, identity?: string) {
  const { api } = server;
  const page = createChatStore({ api, memory, signals, locale: 'en', ...(identity ? { identity } : {}) });
  pages.push(page);
  return page;
}

const ready = (page: ChatStore) => vi.waitFor(() => expect(page.state.phase).toBe('ready'), 5_000);
const texts = (page: ChatStore) => page.state.transcript.entries.map(({ text }) => text);
const sent = (page: ChatStore) =>
  vi.waitFor(
    () => expect(page.state.transcript.entries.every(({ delivery }) => delivery === 'sent')).toBe(true),
    5_000,
  );

async function strangerWrites(server: TestServer, memory: ChatMemory) {
  const page = openPage(server, memory);
  page.setOpen(true);
  await ready(page);
  page.send('My kettle is broken.');
  await sent(page);
  return page;
}

describe('signing in on the page', () => {
  it('keeps the conversation of a stranger, and what follows is said by the account', async () => {
    const server = createServer();
    const page = await strangerWrites(server, createBrowser());
    const shown: string[][] = [];
    page.subscribe(() => shown.push(texts(page)));
    await page.identify(signed('ana'));
    expect(page.state.phase).toBe('ready');
    page.send('Order 4711.');
    await sent(page);
    const [first] = server.said;
    expect(server.said).toEqual([
      { account: undefined, conversation: first?.conversation, text: 'My kettle is broken.' },
      { account: 'ana', conversation: first?.conversation, text: 'Order 4711.' },
    ]);
    expect(texts(page)).toEqual(['My kettle is broken.', 'Order 4711.']);
    // It never went from the screen, either.
    expect(shown.filter((entries) => !entries.includes('My kettle is broken.'))).toEqual([]);
    expect(page.state.visitors).toBe(0);
  });

  it('keeps it when it comes with the next page', async () => {
    const server = createServer();
    const memory = createBrowser();
    await strangerWrites(server, memory);
    const next = openPage(server, memory, signed('ana'));
    next.resume();
    await ready(next);
    expect(texts(next)).toEqual(['My kettle is broken.']);
    next.send('Order 4711.');
    await sent(next);
    expect(server.said[1]).toMatchObject({ account: 'ana', conversation: server.said[0]?.conversation });
  });

  it('waits for the message that is just going, and takes what has not gone along', async () => {
    const server = createServer();
    const page = await strangerWrites(server, createBrowser());
    let letGo = () => {};
    server.held.set('send', new Promise((resolve) => (letGo = resolve)));
    page.send('It leaks.');
    page.send('And it smells.');
    const naming = page.identify(signed('ana'));
    await pause(20);
    expect(server.state.opened).toBe(1);
    letGo();
    await naming;
    await sent(page);
    expect(server.said.map(({ account, text }) => [account, text])).toEqual([
      [undefined, 'My kettle is broken.'],
      [undefined, 'It leaks.'],
      ['ana', 'And it smells.'],
    ]);
    expect(new Set(server.said.map(({ conversation }) => conversation)).size).toBe(1);
  });

  it('leaves a stranger’s conversation as it is when the name is not proven', async () => {
    const server = createServer();
    const page = await strangerWrites(server, createBrowser());
    server.state.identities = false;
    await page.identify(signed('ana'));
    await ready(page);
    expect(texts(page)).toEqual(['My kettle is broken.']);
    page.send('Still here?');
    await sent(page);
    expect(server.said[1]).toMatchObject({
      account: undefined,
      conversation: server.said[0]?.conversation,
    });
  });
});

describe('another visitor at the same page', () => {
  for (const [who, identity] of [
    ['another account', signed('bo')],
    ['nobody, who signed out', undefined],
  ] as const) {
    it(`says and sees nothing of the one before: ${who}`, async () => {
      const server = createServer();
      const memory = createBrowser();
      const page = openPage(server, memory, signed('ana'));
      page.setOpen(true);
      await ready(page);
      page.send('My address is 4 Mill Lane.');
      await sent(page);
      server.state.reachable = false;
      page.send('My card ends in 4242.');
      await vi.waitFor(() => expect(page.state.transcript.entries[1]?.delivery).toBe('waiting'));
      expect(memory.stored).toContain('4242');

      const naming = page.identify(identity);
      expect(texts(page)).toEqual([]);
      expect(page.state.visitors).toBe(1);
      expect(memory.stored).not.toMatch(/4242|Mill Lane|ana|token/);
      await naming;
      server.state.reachable = true;
      await page.retryStart();
      await ready(page);
      page.send('Hello.');
      await sent(page);
      expect(texts(page)).toEqual(['Hello.']);
      expect(server.said.map(({ text }) => text)).toEqual(['My address is 4 Mill Lane.', 'Hello.']);
      const [ana, other] = server.said;
      expect(other?.account).toBe(identity === undefined ? undefined : 'bo');
      expect(other?.conversation).not.toBe(ana?.conversation);
    });
  }

  it('says nothing of the one before on a later page either, even when their session has ended', async () => {
    const server = createServer();
    const memory = createBrowser();
    server.state.reachable = false;
    const before = openPage(server, memory, signed('ana'));
    before.setOpen(true);
    before.send('My card ends in 4242.');
    before.dispose();
    expect(memory.stored).toContain('4242');
    server.state.reachable = true;
    for (const identity of [signed('bo'), undefined]) {
      const browser = { ...createBrowser(), stored: memory.stored };
      const page = openPage(server, browser, identity);
      page.setOpen(true);
      await ready(page);
      page.send('Hello.');
      await sent(page);
      expect(texts(page)).toEqual(['Hello.']);
      expect(browser.stored).not.toContain('4242');
    }
    expect(server.said.map(({ text }) => text)).toEqual(['Hello.', 'Hello.']);
    // Ana herself finds it again.
    const page = openPage(server, memory, signed('ana'));
    page.setOpen(true);
    await ready(page);
    await sent(page);
    expect(server.said.at(-1)).toMatchObject({ account: 'ana', text: 'My card ends in 4242.' });
  });

  it('sees nothing of one who never had a line, and whose window is closed', async () => {
    const server = createServer();
    const memory = createBrowser();
    server.state.reachable = false;
    const page = openPage(server, memory, signed('ana'));
    page.setOpen(true);
    page.send('My card ends in 4242.');
    page.setOpen(false);
    await page.identify(undefined);
    expect(texts(page)).toEqual([]);
    expect(memory.stored).not.toContain('4242');
    expect(page.state).toMatchObject({ phase: 'idle', visitors: 1 });
  });

  it('is the one who counts, whoever the server answers first', async () => {
    const server = createServer();
    const memory = createBrowser();
    const page = openPage(server, memory);
    const answers: (() => void)[] = [];
    const ask = async (act: () => unknown) => {
      server.held.set('open', new Promise((resolve) => answers.unshift(resolve)));
      void act();
      await pause(5);
    };
    await ask(() => page.setOpen(true));
    await ask(() => page.identify(signed('ana')));
    await ask(() => page.identify(signed('bo')));
    page.send('Hello.');
    for (const answer of answers) {
      answer();
      await pause(5);
    }
    await ready(page);
    await sent(page);
    expect(server.said).toEqual([{ account: 'bo', conversation: 'of bo', text: 'Hello.' }]);
    expect(memory.load().session?.subject).toBe('bo');
  });
});

it('goes on by another token when one no longer serves, with what was not yet sent', async () => {
  const server = createServer();
  const page = await strangerWrites(server, createBrowser());
  server.tokens.clear();
  page.send('Are you there?');
  await vi.waitFor(() => expect(server.said).toHaveLength(2), 5_000);
  await sent(page);
  expect(texts(page)).toEqual(['Are you there?']);
});
