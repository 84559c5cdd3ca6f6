import { randomUUID } from 'node:crypto';
import { apiTokenPrefix } from '../api/session-cookie.ts';
import type { Stores } from '../stores/database.ts';

export type Act = (caseId: string, action: { type: string; [field: string]: unknown }) => Promise<void>;

const withinMs = 20_000;

/** An agent who acts on cases by the API, as the desk does. */
export async function agentAt(
  { url, stores: { users } }: { url: string; stores: Pick<Stores, 'users'> },
  name: string,
): Promise<Act> {
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
  return async (caseId, action) => {
    const response = await fetch(`${url}/api/cases/${caseId}/actions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiTokenPrefix}${secret}` },
      body: JSON.stringify({ action: randomUUID(), ...action }),
      signal: AbortSignal.timeout(withinMs),
    });
    if (!response.ok)
      throw new Error(`${action.type} was answered ${response.status}: ${await response.text()}`);
  };
}
