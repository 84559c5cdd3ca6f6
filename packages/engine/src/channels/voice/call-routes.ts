import type { Logger } from 'pino';
import { Problem } from '../../api/problems.ts';
import type { Route } from '../../api/route.ts';
import { publicRoute } from '../../api/route.ts';
import { readWebhook, replyToWebhook } from '../webhook-routes.ts';
import { phrasesFor } from './call-phrases.ts';
import { localeOf } from './call-language.ts';
import type { ReadPlace } from './call-place.ts';
import { readPlace } from './call-place.ts';
import { testCall } from './call-to-test.ts';
import type { CallTurns } from './call-turns.ts';
import type { CallbackCalls } from './callback-calls.ts';
import type { CallReport, CallStep, Telephony } from './telephony.ts';

export type CallRoutesDeps = {
  telephony: Telephony;
  turns: CallTurns;
  callbacks: CallbackCalls;
  publicUrl: string;
  languages: () => Promise<string[]>;
  onRefused: (outcome: 'refused' | 'invalid') => void;
  now: () => number;
};

type Calls = Pick<CallRoutesDeps, 'turns' | 'callbacks'>;

type Part = {
  path: string;
  summary: string;
  next: (calls: Calls, report: CallReport, place: ReadPlace) => Promise<CallStep[]>;
  /** Nobody is on the line any more: where we fail, the provider has to know. */
  over?: true;
};

/** The addresses of a call: the first and `status` stand in the provider’s console, the others in what we answer. */
const parts: Part[] = [
  { path: '', summary: 'A call rings', next: ({ turns }, report) => turns.arrive(report) },
  { path: '/turn', summary: 'The caller said something', next: ({ turns }, ...at) => turns.heard(...at) },
  { path: '/wait', summary: 'The caller waits', next: ({ turns }, ...at) => turns.wait(...at) },
  { path: '/whisper', summary: 'A person takes a call', next: ({ turns }, ...at) => turns.whisper(...at) },
  { path: '/person', summary: 'A person’s call ended', next: ({ turns }, ...at) => turns.personLeft(...at) },
  {
    path: '/callback',
    summary: 'A callback is taken',
    next: ({ callbacks }, ...at) => callbacks.answered(...at),
  },
  {
    path: '/callback/key',
    summary: 'An agent takes it',
    next: ({ callbacks }, ...at) => callbacks.key(...at),
  },
  {
    path: '/callback/left',
    summary: 'The two have talked',
    next: ({ callbacks }, ...at) => callbacks.left(...at),
  },
  {
    path: '/callback/ended',
    summary: 'A callback ended',
    next: ({ callbacks }, ...at) => callbacks.ended(...at),
    over: true,
  },
  { path: '/test', summary: 'A test call is taken', next: async () => testCall },
  { path: '/test/ended', summary: 'A test call ended', next: async () => [], over: true },
  { path: '/status', summary: 'A call ended', next: ({ turns }, report) => turns.ended(report), over: true },
];

export function callRoutes(deps: CallRoutesDeps): Route[] {
  return parts.map((part) => callRoute(part, deps));
}

function callRoute({ path, summary, next, over }: Part, deps: CallRoutesDeps): Route {
  const { telephony, publicUrl, onRefused, now } = deps;
  const webhook = {
    method: 'post',
    path: `/channels/${telephony.name}/voice${path}`,
    summary,
  } as const;
  return publicRoute({
    ...webhook,
    tag: 'webhooks',
    answer: { status: 200, raw: 'text/xml', text: 'What the call does next.' },
    problems: [
      'webhook.unsigned',
      'body.invalid',
      'body.too-large',
      'body.wrong-type',
      'body.not-json',
      'body.not-utf8',
    ],
    limit: 'webhook',
    handle: async ({ request, response, log }) => {
      const incoming = await readWebhook(request, response, { webhook, publicUrl, at: now() });
      const verified = telephony.verify(incoming);
      if (!verified.ok) {
        onRefused('refused');
        throw new Problem('webhook.unsigned', verified.text);
      }
      const read = telephony.read(incoming);
      const place = readPlace(incoming.url);
      if (!read.ok || !place) {
        onRefused('invalid');
        const errors = read.ok ? [noPlace] : read.issues;
        throw new Problem('body.invalid', 'The request of the provider is not understood.', { errors });
      }
      const steps = await next(deps, read.report, place).catch((error: unknown) => {
        if (over) throw error;
        return excuse(error, log, deps);
      });
      replyToWebhook(response, telephony.render(steps));
    },
  });
}

const noPlace = {
  field: '(address)',
  code: 'invalid',
  text: 'is none that a call was given.',
  fix: 'Call the address that the last answer named.',
};

/** A caller must not hear silence, or a provider’s own words of an error. */
async function excuse(
  error: unknown,
  log: Logger,
  { languages }: Pick<CallRoutesDeps, 'languages'>,
): Promise<CallStep[]> {
  log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'a call could not go on');
  const [language = 'en'] = await languages().catch(() => []);
  return [{ do: 'say', text: phrasesFor(language).failed, locale: localeOf(language) }, { do: 'hang-up' }];
}
