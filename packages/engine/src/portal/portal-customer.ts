import { parseCookie } from 'cookie';
import type { Response } from 'express';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import { createSessionCookie } from '../api/session-cookie.ts';
import { derivedKey, derivedUuid } from '../crypto/derived-ids.ts';
import type { Stores } from '../stores/database.ts';
import type { IdentifierName } from '../stores/identifiers.ts';
import type { PortalSessionRow } from '../stores/portal-sessions.ts';

/** Somebody who has proven at the portal who they are. */
export type PortalCustomer = {
  /** Who they are now. */
  id: string;
  /** By what they signed in. */
  identifier: IdentifierName;
  /** Where they write at the portal. */
  conversation: string;
};

export type PortalCustomersDeps = {
  stores: Pick<Stores, 'customers' | 'portalSessions'>;
  masterKey: Uint8Array;
  publicUrl: string;
};

export type PortalCustomers = ReturnType<typeof createPortalCustomers>;

/**
 * Who a session of the portal is. It is asked anew with every request: what was proven must still lead to that customer alone,
 * so that a merge, its undoing, and an identifier that was taken off somebody count at once.
 */
export function createPortalCustomers({ stores, masterKey, publicUrl }: PortalCustomersDeps) {
  const { customers, portalSessions } = stores;
  const cookie = createSessionCookie({ publicUrl, name: 'throughline-portal', sameSite: 'strict' });
  const key = derivedKey(masterKey, 'portal');
  const digestOf = ({ kind, value }: IdentifierName) => derivedUuid(key, `identifier:${kind}:${value}`);

  async function of(session: PortalSessionRow, at: number): Promise<PortalCustomer | null> {
    const held = await customers.identifiersOf(session.customerId);
    const proven = held.find((one) => one.level === 'verified' && digestOf(one) === session.identifier);
    if (!proven) return null;
    const { kind, value } = proven;
    const contact = { identifiers: [{ kind, value, level: 'verified' as const }], at };
    const { outcome, customerId } = await customers.decide(contact);
    if (outcome !== 'attach' || customerId !== session.customerId) return null;
    const now = await customers.get(customerId);
    if (!now || now.erasedAt !== undefined) return null;
    const conversation = derivedUuid(key, `conversation:${customerId}`);
    return { id: now._id, identifier: { kind, value }, conversation };
  }

  function secretIn(cookies: string | undefined): string | undefined {
    return parseCookie(cookies ?? '')[cookie.name] || undefined;
  }

  /** Who signed in with the cookies of a request, and until when. */
  async function byCookie(cookies: string | undefined, at: number): Promise<SignedInAtPortal | null> {
    const secret = secretIn(cookies);
    const session = secret ? await portalSessions.get(secret, at) : null;
    const customer = session && (await of(session, at));
    return secret && session && customer ? { secret, session, customer } : null;
  }

  return {
    cookie,
    byCookie,
    secretIn,
    /** Moves the end of a session that is being used. */
    async renew({ secret, session }: SignedInAtPortal, response: Response, at: number): Promise<void> {
      if (!cookie.isDueForRenewal(session.expiresAt, at)) return;
      const expiresAt = cookie.expiresAt(session.at, at);
      await portalSessions.extend(secret, expiresAt);
      if (!response.headersSent) cookie.set(response, secret, expiresAt);
    },
    /** A session for who has proven this identifier of the customer. */
    signIn: (customerId: string, identifier: IdentifierName, at: number) =>
      portalSessions.create({
        ...{ customerId, at, ttlMs: cookie.idleMs },
        identifier: digestOf(normaliseIdentifier(identifier)),
      }),
  };
}

export type SignedInAtPortal = { secret: string; session: PortalSessionRow; customer: PortalCustomer };
