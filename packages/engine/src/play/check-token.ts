import { permissions } from '../api/permissions.ts';
import type { Role } from '../api/staff.ts';
import { InputError } from '../input/input-error.ts';

/** Of all that playing reads, the fewest may do this. */
const needed = permissions['GET /api/cases/{id}/verify'];
const fix =
  'Make one in the settings, with the role auditor, and give it with --token or in THROUGHLINE_API_TOKEN.';

/** Throws `InputError` when the installation at `url` does not let the token look at cases and verify them. */
export async function checkToken(url: string, token: string): Promise<void> {
  const response = await fetch(`${url}/api/session`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 401)
    throw new InputError(`${url} does not know the API token, or it has expired.`, fix);
  if (!response.ok) throw new Error(`GET /api/session answered ${response.status}`);
  const { user } = (await response.json()) as { user: { role: Role } };
  if (!needed?.includes(user.role))
    throw new InputError(`The API token has the role ${user.role}, which may not verify cases.`, fix);
}
