import { z } from 'zod';
import { normaliseIdentifier } from '@throughline/nodes/normalise-identifier';
import { Problem } from '../api/problems.ts';
import type { Route } from '../api/route.ts';
import { customerRoute, publicRoute } from '../api/route.ts';
import { noContent, time } from '../api/shapes.ts';
import type { Stores } from '../stores/database.ts';
import type { IdentifierName } from '../stores/identifiers.ts';
import type { Proofs } from '../stores/proofs.ts';
import type { PortalCustomer, PortalCustomers } from './portal-customer.ts';

export type SignInRoutesDeps = {
  stores: Pick<Stores, 'customers' | 'portalSessions'>;
  proofs: Pick<Proofs, 'start' | 'check'>;
  portalCustomers: PortalCustomers;
  now: () => number;
};

const to = z
  .string()
  .trim()
  .max(254)
  .refine((value) => identifierIn(value) !== null, 'is neither an e-mail address nor a telephone number.')
  .meta({ description: 'An e-mail address, or a telephone number with its country code.' });

const me = z
  .object({
    name: z.string().optional(),
    signedInBy: z.string().meta({ description: 'The identifier that was proven.' }),
    expiresAt: time,
  })
  .meta({ id: 'PortalSession' });

/** Signing in at the portal: a one-time code to what a customer has proven before, and no password. */
export function signInRoutes({ stores, proofs, portalCustomers, now }: SignInRoutesDeps): Route[] {
  const { cookie } = portalCustomers;

  async function meOf({ id, identifier }: PortalCustomer, expiresAt: number): Promise<z.infer<typeof me>> {
    const { name } = await stores.customers.facts(id);
    return { ...(name !== undefined && { name }), signedInBy: identifier.value, expiresAt };
  }

  return [
    publicRoute({
      method: 'post',
      path: '/channels/portal/codes',
      tag: 'portal',
      summary: 'Ask for a one-time code; the answer is the same whether or not anybody is known by it',
      body: z.strictObject({ to, language: z.string().max(35).optional() }),
      answer: {
        status: 201,
        schema: z.object({ proof: z.string(), expiresAt: time }),
        text: 'If somebody is known by it, a code is on its way.',
      },
      problems: ['portal.too-many-codes', 'portal.no-channel'],
      limit: 'login',
      handle: async ({ body }) => {
        const identifier = identifierIn(body.to) ?? { kind: '', value: '' };
        const at = now();
        const language = body.language === undefined ? {} : { language: body.language };
        const started = await proofs.start({ identifier, at, ...language });
        if (started.ok) return { proof: started.proof, expiresAt: started.expiresAt };
        if (started.code === 'no-channel') throw noChannel(identifier);
        const minutes = Math.max(1, Math.ceil((started.again - at) / 60_000));
        throw new Problem('portal.too-many-codes', `Ask again in ${minutes} minutes.`, {
          headers: { 'Retry-After': String(minutes * 60) },
        });
      },
    }),
    publicRoute({
      method: 'post',
      path: '/channels/portal/session',
      tag: 'portal',
      summary: 'Sign in with the code; sets the portal’s session cookie',
      body: z.strictObject({ to, proof: z.uuid(), code: z.string().max(20) }),
      answer: { status: 201, schema: me, text: 'Signed in.' },
      problems: ['portal.wrong-code', 'portal.code-over'],
      limit: 'login',
      handle: async ({ body, request, response }) => {
        const at = now();
        const identifier = identifierIn(body.to) ?? { kind: '', value: '' };
        const checked = await proofs.check({ proof: body.proof, code: body.code, identifier, at });
        if (!checked.ok && checked.code === 'wrong' && checked.triesLeft > 0)
          throw new Problem('portal.wrong-code', `It can be tried ${checked.triesLeft} more times.`, {
            errors: [
              {
                field: 'code',
                code: 'wrong',
                text: 'is not the one that was sent.',
                fix: 'Look at the newest message.',
              },
            ],
          });
        if (!checked.ok) throw codeOver();
        await endSession(request.get('Cookie'));
        const session = await portalCustomers.signIn(checked.customerId, identifier, at);
        const known = await portalCustomers.byCookie(`${cookie.name}=${session.secret}`, at);
        if (!known) throw codeOver();
        cookie.set(response, session.secret, session.expiresAt);
        return meOf(known.customer, session.expiresAt);
      },
    }),
    customerRoute({
      method: 'get',
      path: '/channels/portal/session',
      tag: 'portal',
      summary: 'Who is signed in at the portal',
      answer: { status: 200, schema: me, text: 'The customer.' },
      handle: async ({ customer, request }) => {
        const known = await portalCustomers.byCookie(request.get('Cookie'), now());
        return meOf(customer, known?.session.expiresAt ?? now());
      },
    }),
    customerRoute({
      method: 'delete',
      path: '/channels/portal/session',
      tag: 'portal',
      summary: 'Sign out of the portal',
      answer: noContent('Signed out.'),
      handle: async ({ request, response }) => {
        await endSession(request.get('Cookie'));
        cookie.clear(response);
      },
    }),
  ];

  async function endSession(cookies: string | undefined): Promise<void> {
    const secret = portalCustomers.secretIn(cookies);
    if (secret !== undefined) await stores.portalSessions.end(secret);
  }
}

/** What somebody typed to be known by; null for what is neither an address nor a number with its country. */
function identifierIn(typed: string): IdentifierName | null {
  const text = typed.trim();
  if (text.includes('@'))
    return z.email().safeParse(text).success ? normaliseIdentifier({ kind: 'email', value: text }) : null;
  if (!/^(\+|00)[\d\s()./-]+$/.test(text)) return null;
  const phone = normaliseIdentifier({ kind: 'phone', value: text });
  return /^\+[1-9]\d{6,14}$/.test(phone.value) ? phone : null;
}

function noChannel({ kind }: IdentifierName): Problem {
  const [what, other] =
    kind === 'phone'
      ? ['telephone numbers', 'an e-mail address']
      : ['e-mail addresses', 'a telephone number'];
  const fix = `Use ${other}, or write to us on another channel.`;
  return new Problem('portal.no-channel', `No code can be sent to ${what} here. ${fix}`, {
    errors: [{ field: 'to', code: 'no-channel', text: 'cannot be sent a code.', fix }],
  });
}

function codeOver(): Problem {
  const fix = 'Ask for a new one.';
  return new Problem(
    'portal.code-over',
    `The code was used, was tried too often, or is older than 10 minutes. ${fix}`,
    {
      errors: [{ field: 'code', code: 'over', text: 'does not hold any more.', fix }],
    },
  );
}
