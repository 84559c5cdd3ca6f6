import type { ChatApi } from './chat-api.ts';
import type { ChatMemory } from './chat-memory.ts';
import { createChatState } from './chat-state.ts';
import { createEventStream } from './event-stream.ts';
import { actionOf } from './live-event.ts';
import { createOutbox, type Said } from './outbox.ts';
import { browserSignals, type PageSignals } from './page-signals.ts';
import type { ChatArticle } from './protocol.ts';
import type { SseEvent } from './sse-parser.ts';
import type { SendFile } from './uploads.ts';
import { createVisit } from './visit.ts';
import { isTokenRefused } from './visitor-session.ts';

export type ChatStore = ReturnType<typeof createChatStore>;

export type ChatStoreOptions = {
  api: ChatApi;
  memory: ChatMemory;
  locale: string;
  identity?: string;
  signals?: PageSignals;
};

/** The conversation: session, history, event stream and the messages on their way. Views subscribe to it. */
export function createChatStore({
  api,
  memory,
  locale,
  identity,
  signals = browserSignals,
}: ChatStoreOptions) {
  const { seenSeq, queue } = memory.load();
  const view = createChatState({ connected: signals.isOnline(), seenSeq });
  const { update, dispatch } = view;
  let open = false;
  let typedAt = 0;

  const outbox = createOutbox({
    api,
    queue,
    session: () => (isReady() ? visit.session() : undefined),
    dispatch,
    onChange: remember,
    onReached: (connected) => update({ connected }),
    onTokenRefused: (token) => visit.replaceToken(token),
  });

  const stream = createEventStream({
    connect: (_, signal) =>
      api.events(visit.session()?.token ?? '', String(view.get().transcript.lastSeq), signal),
    onEvent,
    onState(stage) {
      if (stage === 'waiting') update({ connected: false });
      if (stage !== 'open') return;
      update({ connected: true });
      outbox.hurry();
    },
    onRefused(status) {
      const session = visit.session();
      if (session && (status === 401 || status === 403)) visit.replaceToken(session.token);
      return true;
    },
  });

  const visit = createVisit({
    api,
    view,
    outbox,
    remembered: () => memory.load().session,
    remember,
    identity,
    locale,
    onReady() {
      markSeen();
      stream.start();
      outbox.flush();
    },
    onHalt: () => stream.stop(),
  });

  const stopListening = signals.listen({
    online() {
      stream.renew();
      if (view.get().phase === 'failed') void visit.start();
    },
    offline: () => update({ connected: false }),
    shown() {
      stream.wake();
      markSeen();
    },
  });

  return {
    get state() {
      return view.get();
    },
    subscribe: view.subscribe,
    /** On a page where the visitor has talked before: bring the conversation back, to show what is new. */
    resume(): void {
      if (visit.isKnown()) void visit.start();
    },
    setOpen(value: boolean): void {
      open = value;
      if (open) void visit.start();
      markSeen();
    },
    send: (text: string, more: Omit<Said, 'text'> = {}) => outbox.add({ text, ...more }, visit.author()),
    /** Rejects while there is no conversation that the file could belong to. */
    upload: (...[file, options]: Parameters<SendFile>) =>
      withToken((token) => api.upload(token, file, options)),
    file: (id: string): Promise<Blob> => withToken((token) => api.file(token, id)),
    retry: outbox.retry,
    discard: outbox.discard,
    /** Tells the other side at most every four seconds. */
    typing(on: boolean): void {
      const now = Date.now();
      const session = visit.session();
      if (!session || !isReady() || (on ? now - typedAt < 4_000 : typedAt === 0)) return;
      typedAt = on ? now : 0;
      api.typing(session.token, on).catch(() => {});
    },
    article(id: string, version: number): Promise<ChatArticle> {
      return api.article(visit.session()?.token ?? '', id, version);
    },
    /** The page says who its visitor is, by a token that its server signed. Without one, the visitor has signed out. */
    identify: (token: string | undefined): Promise<void> => visit.identify(token, open),
    retryStart: () => visit.start(),
    dispose(): void {
      visit.halt();
      outbox.stop();
      stopListening();
      view.dispose();
    },
  };

  async function withToken<Answer>(ask: (token: string) => Promise<Answer>): Promise<Answer> {
    const token = visit.session()?.token;
    if (token === undefined) throw new TypeError('there is no conversation yet');
    try {
      return await ask(token);
    } catch (error) {
      if (isTokenRefused(error)) visit.replaceToken(token);
      throw error;
    }
  }

  function isReady(): boolean {
    return view.get().phase === 'ready';
  }

  function onEvent(event: SseEvent): void {
    // A piece may have been read already when the stream was stopped: it is of the visitor before.
    const action = isReady() ? actionOf(event, Date.now()) : undefined;
    if (!action) return;
    dispatch(action);
    if (action.type === 'received') markSeen();
  }

  function markSeen(): void {
    const { transcript, seenSeq } = view.get();
    const { lastSeq } = transcript;
    const session = visit.session();
    if (!open || signals.isHidden() || !session || lastSeq <= seenSeq) return;
    update({ seenSeq: lastSeq });
    remember();
    api.seen(session.token, lastSeq).catch(() => {});
  }

  function remember(): void {
    const session = visit.session();
    memory.save({ seenSeq: view.get().seenSeq, queue: outbox.queue, ...(session ? { session } : {}) });
  }
}
