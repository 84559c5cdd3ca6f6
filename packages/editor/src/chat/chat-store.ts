import { backoff } from './backoff.ts';
import { ChatRefusal, type ChatApi } from './chat-api.ts';
import type { ChatMemory } from './chat-memory.ts';
import { createEventStream } from './event-stream.ts';
import { subjectOf } from './identity.ts';
import type { ChatArticle, ChatMessage, ChatSession, ChatStatus } from './protocol.ts';
import * as queues from './resend-queue.ts';
import type { SseEvent } from './sse-parser.ts';
import {
  emptyTranscript,
  reduceTranscript,
  unread,
  type Transcript,
  type TranscriptAction,
} from './transcript.ts';

export type ChatState = {
  transcript: Transcript;
  /** `idle` until the visitor opens the chat: nobody is tracked who does not ask. */
  phase: 'idle' | 'loading' | 'ready' | 'failed';
  connected: boolean;
  unread: number;
  greeting?: string;
};

/** Messages that the server gives at once. */
const historyPage = 500;

export type ChatStore = ReturnType<typeof createChatStore>;

/** The conversation: session, history, event stream and the messages on their way. Views subscribe to it. */
export function createChatStore(options: {
  api: ChatApi;
  memory: ChatMemory;
  locale: string;
  identity?: string;
}) {
  const { api, memory } = options;
  const listeners = new Set<(state: ChatState) => void>();
  let identity = options.identity;
  let { session, seenSeq, queue } = memory.load();
  let state: ChatState = {
    transcript: emptyTranscript,
    phase: 'idle',
    connected: navigator.onLine,
    unread: 0,
  };
  let open = false;
  let sending = false;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let startTimer: ReturnType<typeof setTimeout> | undefined;
  let typedAt = 0;

  const stream = createEventStream({
    connect: (_, signal) => api.events(session?.token ?? '', String(state.transcript.lastSeq), signal),
    onEvent,
    onState: (stage) => {
      if (stage === 'open') {
        update({ connected: true });
        queue = queues.hurry(queue);
        void flush();
      } else if (stage === 'waiting') update({ connected: false });
    },
    onRefused: async (status) => {
      if (status === 401 || status === 403) await restart();
      return true;
    },
  });

  const online = () => {
    stream.renew();
    if (state.phase === 'failed') void start();
  };
  const offline = () => update({ connected: false });
  const shown = () => {
    if (document.hidden) return;
    stream.wake();
    markSeen();
  };
  addEventListener('online', online);
  addEventListener('offline', offline);
  document.addEventListener('visibilitychange', shown);

  return {
    get state() {
      return state;
    },
    subscribe(listener: (state: ChatState) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** On a page where the visitor has talked before: bring the conversation back, to show what is new. */
    resume(): void {
      const known = session?.subject === (identity === undefined ? undefined : subjectOf(identity));
      if (session && known) void start();
    },
    setOpen(value: boolean): void {
      open = value;
      if (open && (state.phase === 'idle' || state.phase === 'failed')) void start();
      markSeen();
    },
    send(text: string, choice?: string): void {
      const message = { id: crypto.randomUUID(), text, at: Date.now(), ...(choice ? { choice } : {}) };
      queue = queues.enqueue(queue, message);
      dispatch({ type: 'queued', message });
      remember();
      void flush();
    },
    retry(id: string): void {
      queue = queues.hurry(queue, id);
      const message = queue.find((queued) => queued.id === id);
      if (message) dispatch({ type: 'queued', message });
      void flush();
    },
    discard(id: string): void {
      queue = queues.accepted(queue, id);
      dispatch({ type: 'discarded', id });
      remember();
    },
    /** Tells the other side at most every four seconds. */
    typing(on: boolean): void {
      const now = Date.now();
      if (!session || state.phase !== 'ready' || (on ? now - typedAt < 4_000 : typedAt === 0)) return;
      typedAt = on ? now : 0;
      api.typing(session.token, on).catch(() => {});
    },
    article(id: string, version: number): Promise<ChatArticle> {
      return api.article(session?.token ?? '', id, version);
    },
    /** The page says who its visitor is, by a token that its server signed. Without one, the visitor has signed out. */
    async identify(token: string | undefined): Promise<void> {
      const before = identity === undefined ? session?.subject : subjectOf(identity);
      const after = token === undefined ? undefined : subjectOf(token);
      identity = token;
      if (before === after) return void (session && start());
      if (before !== undefined) forget();
      if (open || session) await restart();
    },
    retryStart: () => start(),
    dispose(): void {
      stream.stop();
      clearTimeout(timer);
      clearTimeout(startTimer);
      listeners.clear();
      removeEventListener('online', online);
      removeEventListener('offline', offline);
      document.removeEventListener('visibilitychange', shown);
    },
  };

  async function start(): Promise<void> {
    if (state.phase === 'loading' || state.phase === 'ready') return;
    clearTimeout(startTimer);
    update({ phase: 'loading' });
    try {
      const subject = identity === undefined ? undefined : subjectOf(identity);
      if (session && session.subject !== subject) forget();
      session ??= await openSession();
      if (session.expiresAt - Date.now() < 86_400_000)
        session = { ...session, ...(await api.renew(session.token)) };
      await readHistory(session.token);
      attempts = 0;
      for (const message of queue) {
        dispatch({ type: 'queued', message });
        if (message.refused !== undefined)
          dispatch({ type: 'refused', id: message.id, reason: message.refused });
      }
      update({
        phase: 'ready',
        connected: true,
        ...(session.greeting ? { greeting: session.greeting } : {}),
      });
      remember();
      markSeen();
      stream.start();
      void flush();
    } catch (error) {
      const refused = error instanceof ChatRefusal && (error.status === 401 || error.status === 403);
      if (refused && session) {
        forget();
        update({ phase: 'idle' });
        return start();
      }
      update({ phase: 'failed', connected: error instanceof ChatRefusal });
      startTimer = setTimeout(() => void start(), backoff(2 + attempts++, Math.random()));
    }
  }

  async function readHistory(token: string): Promise<void> {
    for (let more = true; more;) {
      const { messages, status } = await api.history(token, state.transcript.lastSeq);
      dispatch({ type: 'received', messages });
      if (status) dispatch({ type: 'status', status });
      more = messages.length >= historyPage;
    }
  }

  async function openSession(): Promise<ChatSession & { subject?: string }> {
    const opened = await api.open({
      locale: options.locale,
      ...(identity === undefined ? {} : { identity }),
    });
    const subject = identity === undefined ? undefined : subjectOf(identity);
    return { ...opened, ...(subject === undefined ? {} : { subject }) };
  }

  /** The token no longer serves: a new session, with what was not yet sent. */
  async function restart(): Promise<void> {
    stream.stop();
    forget();
    update({ phase: 'idle', transcript: emptyTranscript });
    await start();
  }

  function forget(): void {
    session = undefined;
    seenSeq = 0;
    update({ transcript: emptyTranscript, unread: 0 });
    remember();
  }

  function onEvent({ type, data }: SseEvent): void {
    const value = parse(data);
    if (value === undefined) return;
    if (type === 'message') {
      dispatch({ type: 'received', messages: [value as ChatMessage] });
      markSeen();
    } else if (type === 'typing') {
      const { from, on } = value as { from: 'bot' | 'agent'; on: boolean };
      dispatch({ type: 'typing', from, on, at: Date.now() });
    } else if (type === 'status') dispatch({ type: 'status', status: value as ChatStatus });
    else if (type === 'delivery') dispatch({ type: 'delivery', ...(value as { id: string; state: string }) });
  }

  /** Sends what waits, one message at a time and in order. */
  async function flush(): Promise<void> {
    if (sending || state.phase !== 'ready' || !session) return;
    sending = true;
    clearTimeout(timer);
    try {
      for (;;) {
        const due = queues.nextToSend(queue, Date.now());
        if (due && 'waitMs' in due) timer = setTimeout(() => void flush(), due.waitMs);
        if (!due || 'waitMs' in due || !session) return;
        await post(due.message, session.token);
        remember();
      }
    } finally {
      sending = false;
    }
  }

  async function post(queued: queues.QueuedMessage, token: string): Promise<void> {
    const { id, text, choice, at } = queued;
    try {
      const answer = await api.send(token, { id, text, at, ...(choice ? { choice } : {}) });
      queue = queues.accepted(queue, id);
      dispatch({ type: 'accepted', id, serverId: answer.id });
      // A try before this one may have said otherwise while the stream stayed open.
      update({ connected: true });
    } catch (error) {
      const refusal = error instanceof ChatRefusal ? error : undefined;
      if (refusal?.status === 401 || refusal?.status === 403) {
        queue = queues.postpone(queue, id, Date.now(), Math.random());
        await restart();
      } else if (refusal && refusal.status < 500 && refusal.status !== 429 && refusal.status !== 408) {
        queue = queues.refuse(queue, id, refusal.message);
        dispatch({ type: 'refused', id, reason: refusal.message });
      } else {
        queue = queues.postpone(queue, id, Date.now(), Math.random(), refusal?.retryAfterMs);
        dispatch({ type: 'waiting', id });
        if (!refusal) update({ connected: false });
      }
    }
  }

  function markSeen(): void {
    const { lastSeq } = state.transcript;
    if (!open || document.hidden || !session || lastSeq <= seenSeq) return update({});
    seenSeq = lastSeq;
    update({});
    remember();
    api.seen(session.token, lastSeq).catch(() => {});
  }

  function dispatch(action: TranscriptAction): void {
    update({ transcript: reduceTranscript(state.transcript, action) });
  }

  function update(change: Partial<ChatState>): void {
    state = { ...state, ...change };
    state = { ...state, unread: unread(state.transcript, seenSeq) };
    for (const listener of listeners) listener(state);
  }

  function remember(): void {
    memory.save({ seenSeq, queue, ...(session ? { session } : {}) });
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
