import type { ChatArticle, ChatFile, ChatHistory, ChatSession, OutgoingMessage } from './protocol.ts';

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
    send: (token: string, { attachments, ...message }: OutgoingMessage) =>
      call<{ id: string; duplicate?: boolean }>('POST', '/messages', token, {
        ...message,
        ...(attachments ? { attachments: attachments.map(({ id }) => id) } : {}),
      }),
    upload: (token: string, file: File, options: UploadOptions) =>
      uploadFile(`${base}/files`, file, { authorization: `Bearer ${token}` }, options),
    async file(token: string, id: string): Promise<Blob> {
      const response = await fetch(`${base}/files/${encodeURIComponent(id)}`, {
        headers: { authorization: `Bearer ${token}` },
        credentials: 'omit',
        signal: AbortSignal.timeout(120_000),
      });
      if (response.ok) return response.blob();
      throw new ChatRefusal(response.status, detailOf(await response.text()), retryAfterOf(response));
    },
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

export type UploadOptions = { id: string; signal: AbortSignal; onProgress(part: number): void };

/** By XMLHttpRequest: `fetch` does not say how far it is. */
export function uploadFile(
  url: string,
  file: File,
  headers: { [name: string]: string },
  { id, signal, onProgress }: UploadOptions,
): Promise<ChatFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const failed = () => reject(new TypeError('the file could not be uploaded'));
    request.open('POST', `${url}?${new URLSearchParams({ id, name: file.name }).toString()}`);
    request.timeout = 290_000;
    const all = { ...headers, 'content-type': 'application/octet-stream' };
    for (const [name, value] of Object.entries(all)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', ({ loaded, total }) =>
      onProgress(total > 0 ? loaded / total : 0),
    );
    request.addEventListener('load', () => {
      if (request.status === 201) return resolve(JSON.parse(request.responseText) as ChatFile);
      reject(new ChatRefusal(request.status, detailOf(request.responseText), 0));
    });
    for (const end of ['error', 'timeout', 'abort']) request.addEventListener(end, failed);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

export function detailOf(text: string): string {
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
