import { ChatRefusal, type ChatApi } from '../chat-api.ts';
import type { ChatMemory, Remembered } from '../chat-memory.ts';
import type { ChatMessage } from '../protocol.ts';
import { restoreQueue } from '../resend-queue.ts';

/** A token as the page's server signs it, but for the signature: only the chat's server looks at that. */
export const signed = (account: string) => `h.${btoa(JSON.stringify({ sub: account }))}.s`;

type Said = { account: string | undefined; conversation: string; text: string };

export type TestServer = ReturnType<typeof createServer>;

/** Does what the chat's server does: conversations by token, and a stranger's goes on when they sign in. */
export function createServer() {
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
    upload: () => Promise.reject(new Error('there are no files')),
    file: () => Promise.reject(new Error('there are no files')),
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
export function createBrowser(): ChatMemory & { stored: string } {
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
