import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import type { VisitorIdentity } from './visitor-tokens.ts';

export type HostIdentity = { ok: true; identity: VisitorIdentity } | { ok: false; text: string };

const claims = z.object({
  sub: z.string().trim().min(1).max(200),
  name: z.string().trim().min(1).max(200).optional(),
  email: z.email().max(320).optional(),
});

/**
 * Reads who the visitor is from the token that the server of the host page signed: a JWT, HS256 with
 * `WEBCHAT_IDENTITY_SECRET`, with `sub` (the account), `exp`, and optionally `name` and `email`.
 */
export async function readHostIdentity(token: string, secret: string, now: number): Promise<HostIdentity> {
  try {
    const { payload } = await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
      clockTolerance: 60,
      currentDate: new Date(now),
    });
    const read = claims.safeParse(payload);
    if (!read.success)
      return { ok: false, text: 'Its claims sub, name and email must be short texts, and email an address.' };
    const { sub, name, email } = read.data;
    return {
      ok: true,
      identity: { account: sub, ...(name && { name }), ...(email && { email: email.toLowerCase() }) },
    };
  } catch (error) {
    return { ok: false, text: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'It has expired; sign a new one for each page view.';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The claim ${error.claim} is missing or wrong; sub and exp are needed.`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'It must be signed with HS256.';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'Its signature does not fit WEBCHAT_IDENTITY_SECRET.';
  return 'It is not a signed JWT.';
}
