import { stringifySetCookie } from 'cookie';
import type { Response } from 'express';

/** Makes API tokens easy to know in code and logs of others. */
export const apiTokenPrefix = 'throughline_';

export type SessionCookie = ReturnType<typeof createSessionCookie>;

const idleMs = 12 * 60 * 60 * 1000;
const longestMs = 14 * 24 * 60 * 60 * 1000;

/** The cookie of a session, which ends 12 hours after the last request, and after 14 days in any case. */
export function createSessionCookie({
  publicUrl,
  name: plain = 'throughline',
  sameSite = 'lax',
}: {
  publicUrl: string;
  name?: string;
  sameSite?: 'lax' | 'strict';
}) {
  const secure = publicUrl.startsWith('https:');
  const name = secure ? `__Host-${plain}` : plain;
  const attributes = { httpOnly: true, sameSite, path: '/', secure } as const;
  return {
    name,
    idleMs,
    expiresAt: (startedAt: number, now: number) => Math.min(now + idleMs, startedAt + longestMs),
    /** Not at every request: each renewal is a write. */
    isDueForRenewal: (expiresAt: number, now: number) => expiresAt - now < idleMs - 5 * 60 * 1000,
    set(response: Response, secret: string, expiresAt: number): void {
      response.append(
        'Set-Cookie',
        stringifySetCookie(name, secret, { ...attributes, expires: new Date(expiresAt) }),
      );
    },
    clear(response: Response): void {
      if (response.headersSent) return;
      response.append('Set-Cookie', stringifySetCookie(name, '', { ...attributes, expires: new Date(0) }));
    },
  };
}
