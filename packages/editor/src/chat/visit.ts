import { backoff } from './backoff.ts';
import { ChatRefusal, type ChatApi } from './chat-api.ts';
import type { ChatView } from './chat-state.ts';
import { subjectOf } from './identity.ts';
import type { Outbox } from './outbox.ts';
import { emptyTranscript } from './transcript.ts';
import { isIdentityRefused, isTokenRefused, sessionFor, type VisitorSession } from './visitor-session.ts';

export type VisitOptions = {
  api: ChatApi;
  view: ChatView;
  outbox: Pick<Outbox, 'keepOnly' | 'handTo' | 'settled' | 'show'>;
  /** The session that this browser remembers, of this page or of another tab. */
  remembered(): VisitorSession | undefined;
  remember(): void;
  identity: string | undefined;
  locale: string;
  onReady(): void;
  onHalt(): void;
};

/** Messages that the server gives at once. */
const historyPage = 500;

/**
 * Who is at the page, and the session by which their conversation goes. A stranger who signs in on the page keeps the
 * conversation; of one who signs out, or is somebody else now, nothing stays in this browser.
 */
export function createVisit({ api, view, outbox, remember, locale, ...options }: VisitOptions) {
  const { update, dispatch } = view;
  let session = options.remembered();
  /** Outlives a token that is refused: what is shown stays when the next one leads to the same conversation. */
  let conversation = session?.conversation;
  let identity = options.identity;
  let starts = 0;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  return {
    session: () => session,
    /** The account of the one who writes now. */
    author: (): string | undefined => (session ? session.subject : named()),
    /** Whether there is a conversation of the one whom the page names: theirs, or of a stranger that is to become theirs. */
    isKnown: () => session !== undefined && (session.subject === undefined || session.subject === named()),
    start: () => start(),
    /** The page names its visitor, or nobody any more; `isWanted` when the conversation is to be there at once. */
    async identify(token: string | undefined, isWanted: boolean): Promise<void> {
      const before = identity === undefined ? session?.subject : subjectOf(identity);
      identity = token;
      if (before !== named()) {
        halt();
        if (before !== undefined) forget();
      }
      if (isWanted || session) await start();
    },
    /** The token no longer serves: another one, with what was not yet sent. */
    replaceToken(refused: string): void {
      if (view.get().phase !== 'ready' || session?.token !== refused) return;
      halt();
      session = sessionOfAnotherTab(refused);
      void start(true);
    },
    halt,
  };

  function named(): string | undefined {
    return identity === undefined ? undefined : subjectOf(identity);
  }

  async function start(isAgain = false): Promise<void> {
    const { phase } = view.get();
    if (phase === 'loading' || phase === 'ready') return;
    clearTimeout(timer);
    const mine = ++starts;
    const isOvertaken = () => mine !== starts;
    if (session?.subject !== undefined && session.subject !== named()) forget();
    outbox.keepOnly([undefined, named()]);
    update({ phase: 'loading' });
    try {
      // What is just going still goes into the conversation it was written in, so that the next one has it.
      await outbox.settled();
      if (isOvertaken()) return;
      const next = await sessionFor(api, { current: session, identity, locale });
      if (isOvertaken()) return;
      take(next);
      await readHistory(next.token, isOvertaken);
      if (!isOvertaken()) ready(next);
    } catch (error) {
      if (!isOvertaken()) failed(error, isAgain);
    }
  }

  function take(next: VisitorSession): void {
    if (next.conversation !== conversation) update({ transcript: emptyTranscript, seenSeq: 0 });
    session = next;
    conversation = next.conversation;
    outbox.handTo(next.subject);
    remember();
  }

  async function readHistory(token: string, isOvertaken: () => boolean): Promise<void> {
    for (let more = true; more;) {
      const { messages, status } = await api.history(token, view.get().transcript.lastSeq);
      if (isOvertaken()) return;
      dispatch({ type: 'received', messages });
      if (status) dispatch({ type: 'status', status });
      more = messages.length >= historyPage;
    }
  }

  function ready({ greeting }: VisitorSession): void {
    failures = 0;
    outbox.show();
    update({ phase: 'ready', connected: true, ...(greeting ? { greeting } : {}) });
    remember();
    options.onReady();
  }

  function failed(error: unknown, isAgain: boolean): void {
    const isMine = session?.subject === named();
    if (session && !isAgain && (isMine ? isTokenRefused(error) : isIdentityRefused(error))) {
      update({ phase: 'idle' });
      if (isMine) session = sessionOfAnotherTab(session.token);
      // It is not proven whom the page names: the stranger goes on as one.
      else identity = undefined;
      return void start(true);
    }
    update({ phase: 'failed', connected: error instanceof ChatRefusal });
    timer = setTimeout(() => void start(), backoff(2 + failures++, Math.random()));
  }

  function sessionOfAnotherTab(refused: string): VisitorSession | undefined {
    const other = options.remembered();
    return other && other.token !== refused && other.subject === named() ? other : undefined;
  }

  function halt(): void {
    starts++;
    clearTimeout(timer);
    options.onHalt();
    update({ phase: 'idle' });
  }

  function forget(): void {
    session = undefined;
    conversation = undefined;
    outbox.keepOnly([]);
    update({ transcript: emptyTranscript, seenSeq: 0, visitors: view.get().visitors + 1 });
    remember();
  }
}
