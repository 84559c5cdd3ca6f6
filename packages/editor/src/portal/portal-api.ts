import { backoff } from '../chat/backoff.ts';
import { ChatRefusal, detailOf, uploadFile, type UploadOptions } from '../chat/chat-api.ts';
import type { ChatFile, ChatStatus, Speaker } from '../chat/protocol.ts';

/** What the portal and its server say to each other, under `/channels/portal`. Times are milliseconds since the epoch. */
export type PortalSession = { name?: string; signedInBy: string; expiresAt: number };

export type PortalCase = {
  id: string;
  title: string;
  status: ChatStatus;
  channel: string;
  openedAt: number;
  updatedAt: number;
  closedAt?: number;
};

export type PortalMessage = {
  id: string;
  channel: string;
  from: Speaker;
  author?: string;
  text: string;
  choices?: { id: string; label: string }[];
  sources?: { title: string }[];
  attachments?: ChatFile[];
  at: number;
};

export type NewMessage = {
  id: string;
  text: string;
  case?: string;
  choice?: string;
  attachments?: string[];
  language: string;
};

/** The server said no: `code` as in its table of problems, `retryAfterMs` 0 where it does not matter. */
export class PortalRefusal extends ChatRefusal {
  readonly code: string;
  constructor(status: number, text: string, retryAfterMs: number) {
    super(status, detailOf(text), retryAfterMs);
    this.code = codeOf(text);
  }
}

export type PortalApi = typeof portalApi;

const base = '/channels/portal';
/** Other sites cannot send it, and the cookie goes by itself. */
const header = { 'x-throughline': '1' };

export const portalApi = {
  askForCode: (to: string, language: string) =>
    call<{ proof: string; expiresAt: number }>('POST', '/codes', { to, language }),
  signIn: (to: string, proof: string, code: string) =>
    call<PortalSession>('POST', '/session', { to, proof, code }),
  session: () => call<PortalSession>('GET', '/session'),
  signOut: () => call<void>('DELETE', '/session'),
  cases: async () => (await call<{ cases: PortalCase[] }>('GET', '/cases')).cases,
  case: (id: string) =>
    call<{ case: PortalCase; messages: PortalMessage[] }>('GET', `/cases/${encodeURIComponent(id)}`),
  /** Tried again where the line broke: the id makes it one message. */
  write: (message: NewMessage) => again(() => call<{ caseId: string }>('POST', '/messages', message)),
  close: (id: string) =>
    call<void>('POST', `/cases/${encodeURIComponent(id)}/close`, { action: crypto.randomUUID() }),
  exportAll: () => blob('/export'),
  file: (id: string) => blob(`/files/${encodeURIComponent(id)}`),
  upload: (file: File, options: UploadOptions) => uploadFile(`${base}/files`, file, header, options),
  events: (signal: AbortSignal) =>
    fetch(`${base}/events`, { headers: { accept: 'text/event-stream' }, cache: 'no-store', signal }),
};

async function call<Answer>(method: string, path: string, body?: object): Promise<Answer> {
  const response = await fetch(base + path, {
    method,
    headers: {
      accept: 'application/json',
      ...header,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    signal: AbortSignal.timeout(15_000),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw refusal(response, text);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

async function again<Answer>(work: () => Promise<Answer>, tries = 3): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (tries === 1 || error instanceof PortalRefusal) throw error;
    await new Promise((resolve) => setTimeout(resolve, backoff(3 - tries, Math.random())));
    return again(work, tries - 1);
  }
}

async function blob(path: string): Promise<Blob> {
  const response = await fetch(base + path, { headers: header, signal: AbortSignal.timeout(120_000) });
  if (response.ok) return response.blob();
  throw refusal(response, await response.text());
}

function refusal(response: Response, text: string): PortalRefusal {
  const seconds = Number(response.headers.get('retry-after'));
  return new PortalRefusal(response.status, text, Number.isFinite(seconds) ? seconds * 1_000 : 0);
}

function codeOf(text: string): string {
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}
