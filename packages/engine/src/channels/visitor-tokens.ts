import { randomUUID } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { derivedKey, derivedUuid } from '../crypto/derived-ids.ts';

/** Someone at a chat window, as the token proves it. */
export type Visitor = {
  /** Id of the visitor: a browser, or, where the page signed who it is, an account. */
  id: string;
  conversation: string;
  locale?: string;
  identity?: VisitorIdentity;
};

/** What the page around the widget signed about the visitor. */
export type VisitorIdentity = { account: string; name?: string; email?: string };

export type VisitorTokens = {
  issue(visitor: Visitor): Promise<{ token: string; expiresAt: number }>;
  /** Null for a token that is not ours, expired, or changed. */
  read(token: string): Promise<Visitor | null>;
  newVisitor(): Visitor;
  /** The same visitor and conversation on every device of an account. */
  visitorOf(identity: VisitorIdentity): Visitor;
};

const lifetimeMs = 30 * 24 * 60 * 60 * 1000;

const claims = z.object({
  sub: z.uuid(),
  conversation: z.uuid(),
  locale: z.string().optional(),
  identity: z
    .object({ account: z.string(), name: z.string().optional(), email: z.string().optional() })
    .optional(),
});

/** Signed visitor tokens (JWT, HS256), with keys derived from the master key. */
export function createVisitorTokens({
  masterKey,
  now = Date.now,
}: {
  masterKey: Uint8Array;
  now?: () => number;
}): VisitorTokens {
  const signing = derivedKey(masterKey, 'webchat visitor tokens');
  const naming = derivedKey(masterKey, 'webchat account visitors');
  const checks = { algorithms: ['HS256'], issuer: 'throughline', audience: 'webchat' };
  return {
    async issue({ id, ...visitor }) {
      const issuedAt = Math.floor(now() / 1000);
      const expiresAt = issuedAt + lifetimeMs / 1000;
      const token = await new SignJWT(visitor)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('throughline')
        .setAudience('webchat')
        .setSubject(id)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(signing);
      return { token, expiresAt: expiresAt * 1000 };
    },
    async read(token) {
      try {
        const { payload } = await jwtVerify(token, signing, { ...checks, currentDate: new Date(now()) });
        return visitorIn(payload);
      } catch {
        return null;
      }
    },
    newVisitor: () => ({ id: randomUUID(), conversation: randomUUID() }),
    visitorOf: (identity) => ({
      id: derivedUuid(naming, `visitor:${identity.account}`),
      conversation: derivedUuid(naming, `conversation:${identity.account}`),
      identity,
    }),
  };
}

function visitorIn(payload: unknown): Visitor | null {
  const read = claims.safeParse(payload);
  if (!read.success) return null;
  const { sub, conversation, locale, identity } = read.data;
  return {
    id: sub,
    conversation,
    ...(locale !== undefined && { locale }),
    ...(identity && {
      identity: {
        account: identity.account,
        ...(identity.name !== undefined && { name: identity.name }),
        ...(identity.email !== undefined && { email: identity.email }),
      },
    }),
  };
}
