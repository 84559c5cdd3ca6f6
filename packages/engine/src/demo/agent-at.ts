import { randomUUID } from 'node:crypto';
import { apiTokenPrefix } from '../api/session-cookie.ts';
import type { ProposedPromise } from '../cases/propose-promises.ts';
import type { Stores } from '../stores/database.ts';

/** What an agent at the desk sees and does, by the API. */
export type Desk = {
  act(caseId: string, action: { type: string; [field: string]: unknown }): Promise<void>;
  /** What reads like a promise in the case, and nobody has confirmed or dismissed. */
  proposals(caseId: string): Promise<ProposedPromise[]>;
  /** Where the customer can be reached; without a conversation, or with `why`, not now. */
  places(caseId: string): Promise<{ channel: string; conversation?: string; why?: string }[]>;
};

const withinMs = 20_000;

/** An agent who works on cases by the API, as the desk does. */
export async function agentAt(
  { url, stores: { users } }: { url: string; stores: Pick<Stores, 'users'> },
  name: string,
): Promise<Desk> {
  const at = Date.now();
  const email = `${name.toLowerCase()}@demo.invalid`;
  const known = await users.byEmail(email);
  const made = known ? undefined : await users.create({ email, name, roles: ['agent'], at });
  const userId = known?._id ?? (made?.ok ? made.user._id : '');
  const { secret } = await users.createApiToken({
    userId,
    name: 'demo',
    roles: ['agent'],
    at,
    ttlMs: 3_600_000,
  });

  async function call(path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${url}/api/cases/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiTokenPrefix}${secret}` },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(withinMs),
    });
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  return {
    act: async (caseId, action) =>
      void (await call(`${caseId}/actions`, { action: randomUUID(), ...action })),
    proposals: async (caseId) => ((await call(caseId)) as { proposals: ProposedPromise[] }).proposals,
    places: async (caseId) =>
      ((await call(`${caseId}/places`)) as { places: Awaited<ReturnType<Desk['places']>> }).places,
  };
}
