import { z } from 'zod';
import { permissions } from '../api/permissions.ts';
import { roles } from '../api/staff.ts';
import { InputError } from '../input/input-error.ts';

/** Of all that playing reads, the fewest may do this. */
const needed = permissions['GET /api/cases/{id}/verify'];
const fixToken =
  'Make one in the settings, with the role auditor, and give it with --token or in THROUGHLINE_API_TOKEN.';
const fixUrl = 'Give the address of the API with --url or in THROUGHLINE_PUBLIC_URL.';

const session = z.object({ user: z.object({ role: z.enum(roles) }) });

/**
 * Throws `InputError` when there is no installation at `url`, or when it does not let the token look at cases and verify
 * them.
 */
export async function checkToken(url: string, token: string): Promise<void> {
  if (!URL.canParse(url)) throw new InputError(`${url} is not an address.`, fixUrl);
  const response = await fetch(`${url}/api/session`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status === 401)
    throw new InputError(`${url} does not know the API token, or it has expired.`, fixToken);
  const answer = session.safeParse(await response.json().catch(() => undefined));
  if (!answer.success)
    throw new InputError(
      `${url} does not answer as Throughline does (${response.status} to GET /api/session).`,
      fixUrl,
    );
  const { role } = answer.data.user;
  if (!needed?.includes(role))
    throw new InputError(`The API token has the role ${role}, which may not verify cases.`, fixToken);
}
