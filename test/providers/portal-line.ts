import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ParsedMail } from 'mailparser';
import type { Line, Seen } from '../../packages/engine/src/demo/line.ts';
import type { MailServer } from './mail-server.ts';

const withinMs = 60_000;

type Shown = Seen & { from: string };

/** The portal, as its page uses it: signed in with the code that came by mail. */
export function portalLine({ url, mailServer }: { url: string; mailServer: MailServer }): Line {
  return {
    name: 'portal',
    form: { maxLength: 8_000, spoken: false },
    async open({ email }) {
      const cookie = await signIn({ url, mailServer }, email);

      async function call<Answer>(path: string, body?: object): Promise<Answer> {
        const response = await request(`${url}/channels/portal${path}`, { body, cookie });
        return (await response.json()) as Answer;
      }

      /** Of the newest case that is open: the customer looks at their list, and goes on there. */
      async function openCase(): Promise<string> {
        const { cases } = await call<{ cases: { id: string; closedAt?: number }[] }>('/cases');
        const open = cases.find(({ closedAt }) => closedAt === undefined);
        if (!open) throw new Error('the portal shows no open case');
        return open.id;
      }

      const sees = async () => (await call<{ messages: Shown[] }>(`/cases/${await openCase()}`)).messages;
      return {
        say: async (text) =>
          void (await call('/messages', { id: randomUUID(), text, case: await openCase() })),
        heard: async () =>
          (await sees())
            .filter(({ channel, from }) => channel === 'portal' && from !== 'customer')
            .map(({ text }) => text),
        sees,
      };
    },
  };
}

/** The session's cookie. */
async function signIn(
  { url, mailServer }: { url: string; mailServer: MailServer },
  to: string,
): Promise<string> {
  const had = codesFor(mailServer, to).length;
  const asked = await request(`${url}/channels/portal/codes`, { body: { to } });
  const { proof } = (await asked.json()) as { proof: string };
  for (const end = Date.now() + withinMs; codesFor(mailServer, to).length === had; await pause(50))
    if (Date.now() > end) throw new Error('no code came by mail');
  const code = codesFor(mailServer, to).at(-1);
  const signed = await request(`${url}/channels/portal/session`, { body: { to, proof, code } });
  return signed.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

function codesFor({ received }: MailServer, address: string): string[] {
  return received
    .filter(({ to, mail }) => to.includes(address) && isCode(mail))
    .flatMap(({ mail }) => /\b\d{3} \d{3}\b/.exec(mail.text ?? '')?.[0] ?? []);
}

/** A code is no answer: mail programs show it in a thread of its own. */
export function isCode({ headers }: ParsedMail): boolean {
  return headers.get('auto-submitted') === 'auto-generated';
}

async function request(
  address: string,
  { body, cookie }: { body?: object | undefined; cookie?: string },
): Promise<Response> {
  const response = await fetch(address, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', 'x-throughline': '1', ...(cookie && { cookie }) },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  });
  if (!response.ok)
    throw new Error(`${new URL(address).pathname} answered ${response.status}: ${await response.text()}`);
  return response;
}
