import { afterEach, describe, expect, it, vi } from 'vitest';
import { ChatRefusal, type ChatApi } from './chat-api.ts';
import type { ChatMemory, Remembered } from './chat-memory.ts';
import { createChatStore, type ChatStore } from './chat-store.ts';
import type { PageSignals } from './page-signals.ts';
import type { ChatMessage } from './protocol.ts';
import { restoreQueue } from './resend-queue.ts';

/** A token as the page's server signs it, but for the signature: only the chat's server looks at that. */
const signed = (account: string) => `h.${btoa(JSON.stringify({ sub: account }))}.s`;

type Said = { account: string | undefined; conversation: string; text: string };

/** Does what the chat's server does: conversations by token, and a stranger's goes on when they sign in. */
function createServer() {
  const tokens = new Map<string, { account: string | undefined; conversation: string }>();
  const messages: (ChatMessage & { conversation: string })[] = [];
  const said: Said[] = [];
  /** Calls wait here while the test holds them. */
  const held = new Map<keyof ChatApi, Promise<void>>();
  const state = { reachable: true, identities: true, opened: 0 };

  async function arrive(call: keyof ChatApi): Promise<void> {
    await held.get(call);
    if (!state.reachable) throw new TypeError('fetch failed');
  }

  function whose(token: string) {
    const who = tokens.get(token);
    if (!who) throw new ChatRefusal(401, 'unknown token', 0);
    return who;
  }

  const api: ChatApi = {
    async open({ identity }, token) {
      await arrive('open');
      if (identity !== undefined && !state.identities) throw new ChatRefusal(401, 'not signed', 0);
      const account =
        identity === undefined
          ? undefined
          : (JSON.parse(atob(identity.split('.')[1] ?? '')) as { sub: string }).sub;
      const before = token === undefined ? undefined : tokens.get(token);
      const goesOn = before && before.account === undefined;
      const fresh = `t${++state.opened}`;
      const conversation = goesOn ? before.conversation : account ? `of ${account}` : `c${state.opened}`;
      tokens.set(fresh, { account, conversation });
      return { token: fresh, conversation, visitor: 'v', expiresAt: Date.now() + 30 * 86_400_000 };
    },
    renew: () => Promise.reject(new Error('no token of these is old')),
    async history(token, after) {
      await arrive('history');
      const { conversation } = whose(token);
      return { messages: messages.filter((m) => m.conversation === conversation && m.seq > after) };
    },
    async send(token, { id, text, at }) {
      await arrive('send');
      const { account, conversation } = whose(token);
      said.push({ account, conversation, text });
      const seq = messages.filter((m) => m.conversation === conversation).length + 1;
      messages.push({ conversation, id, seq, from: 'customer', text, at, delivery: 'stored' });
      return { id };
    },
    typing: async () => {},
    seen: async () => {},
    article: () => Promise.reject(new Error('there are no articles')),
    async events(token, _last, signal) {
      await arrive('events');
      whose(token);
      return new Response(
        new ReadableStream({
          start: (stream) => signal.addEventListener('abort', () => stream.error(signal.reason)),
        }),
      );
    },
  };
  return { api, said, tokens, state, held };
}

/** What a browser keeps: a page that is opened again finds it. */
function createBrowser(): ChatMemory & { stored: string } {
  return {
    stored: '{"seenSeq":0,"queue":[]}',
    load() {
      const remembered = JSON.parse(this.stored) as Remembered;
      return { ...remembered, queue: restoreQueue(remembered.queue) };
    },
    save(remembered) {
      this.stored = JSON.stringify(remembered);
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const signals: PageSignals = { isOnline: () => true, isHidden: () => false, listen: () => () => {} };
const pages: ChatStore[] = [];
afterEach(() => pages.splice(0).forEach((page) => page.dispose()));

function openPage(server: ReturnType<typeof createServer>, memory: ChatMemory, identity?: string) {
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

async function strangerWrites(server: ReturnType<typeof createServer>, memory: ChatMemory) {
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
