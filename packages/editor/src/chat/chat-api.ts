import type { ChatArticle, ChatHistory, ChatSession, OutgoingMessage } from './protocol.ts';

/** The server answered, and said no. */
export class ChatRefusal extends Error {
  readonly status: number;
  readonly retryAfterMs: number;

  constructor(status: number, detail: string, retryAfterMs: number) {
    super(detail);
    this.name = 'ChatRefusal';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

export type ChatApi = ReturnType<typeof createChatApi>;

/** The web chat's endpoints. Throws `ChatRefusal` for an answer that is not 2xx, and what `fetch` throws when there is none. */
export function createChatApi(server: string) {
  const base = `${server}/channels/webchat`;

  return {
    open: (body: { identity?: string; locale: string }, token?: string) =>
      call<ChatSession>('POST', '/sessions', token, body),
    renew: (token: string) => call<ChatSession>('POST', '/sessions/renew', token, {}),
    history: (token: string, after: number) => call<ChatHistory>('GET', `/messages?after=${after}`, token),
    send: (token: string, message: OutgoingMessage) =>
      call<{ id: string; duplicate?: boolean }>('POST', '/messages', token, message),
    typing: (token: string, on: boolean) => call<void>('POST', '/typing', token, { on }),
    seen: (token: string, seq: number) => call<void>('POST', '/seen', token, { seq }),
    article: (token: string, id: string, version: number) =>
      call<ChatArticle>('GET', `/articles/${encodeURIComponent(id)}?version=${version}`, token),
    events: (token: string, lastEventId: string | undefined, signal: AbortSignal) =>
      fetch(`${base}/events`, {
        headers: {
          accept: 'text/event-stream',
          authorization: `Bearer ${token}`,
          ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
        },
        cache: 'no-store',
        credentials: 'omit',
        signal,
      }),
  };

  async function call<Answer>(method: string, path: string, token?: string, body?: object): Promise<Answer> {
    const response = await fetch(base + path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      credentials: 'omit',
      signal: AbortSignal.timeout(15_000),
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    if (!response.ok) throw new ChatRefusal(response.status, detailOf(text), retryAfterOf(response));
    return (text === '' ? undefined : JSON.parse(text)) as Answer;
  }
}

function detailOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { detail?: unknown };
    return typeof problem.detail === 'string' ? problem.detail : '';
  } catch {
    return '';
  }
}

function retryAfterOf(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : 0;
}
