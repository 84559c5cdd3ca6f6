import { ChatRefusal, type ChatApi } from './chat-api.ts';
import { subjectOf } from './identity.ts';
import type { ChatSession } from './protocol.ts';

/** A session, and the account that the page had signed for it; none for a visitor whom nobody named. */
export type VisitorSession = ChatSession & { subject?: string };

/** Tokens that end sooner are exchanged for new ones. */
const renewBeforeMs = 86_400_000;

/**
 * The session for whom the page names: the one that is there, with a token that lasts; or a new one. `current` is theirs, or
 * that of a visitor who was not named when it began: then the server is shown it, so that the conversation goes on.
 */
export async function sessionFor(
  api: Pick<ChatApi, 'open' | 'renew'>,
  visitor: { current: VisitorSession | undefined; identity: string | undefined; locale: string },
): Promise<VisitorSession> {
  const { current, identity, locale } = visitor;
  const subject = identity === undefined ? undefined : subjectOf(identity);
  if (current && current.subject === subject) {
    if (current.expiresAt - Date.now() >= renewBeforeMs) return current;
    return { ...current, ...(await api.renew(current.token)) };
  }
  const opened = await api.open({ locale, ...(identity === undefined ? {} : { identity }) }, current?.token);
  return { ...opened, ...(subject === undefined ? {} : { subject }) };
}

/** The server takes the token no longer, or not for this. */
export function isTokenRefused(error: unknown): boolean {
  return error instanceof ChatRefusal && (error.status === 401 || error.status === 403);
}

/** The server could not check, or did not believe, whom the page names. */
export function isIdentityRefused(error: unknown): boolean {
  return error instanceof ChatRefusal && [401, 403, 422].includes(error.status);
}
