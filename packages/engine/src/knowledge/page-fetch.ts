import { randomUUID } from 'node:crypto';
import type { HttpAccess, HttpResponse } from '@throughline/nodes/run-context';
import { HttpTimeout } from '@throughline/nodes/run-context';
import { NodeFailure } from '@throughline/nodes/runner';
import type { GuardedRun } from '../http/guarded-http.ts';
import type { ImportProblem } from './knowledge-api.ts';
import { createRobots } from './robots.ts';

const agent = 'throughline';

/** `status`: what the site answered; `code`: of the failure where it did not. */
export type Fetched =
  | { ok: true; response: HttpResponse; text: string }
  | { ok: false; problem: ImportProblem; status?: number; code?: string };

/** `tooLarge` and `notAllowed`: what to do then. */
type Kind = {
  accept: string;
  ms: number;
  maxBytes: number;
  tooLarge: string;
  notAllowed: string;
  unpack?: boolean;
};

const page: Kind = {
  accept: 'text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9',
  ms: 10_000,
  maxBytes: 1_000_000,
  tooLarge: 'copy the text by hand',
  notAllowed: 'ask the site’s owner, or copy the text by hand',
};
/** The protocol allows 50 MB; what is far larger than this names far more pages than one import reads. */
const sitemap: Kind = {
  accept: 'application/xml, text/xml, application/gzip',
  ms: 20_000,
  maxBytes: 10_000_000,
  tooLarge: 'name a smaller sitemap, or the pages themselves',
  notAllowed: 'ask the site’s owner, or name the pages themselves',
  unpack: true,
};
const robotsFile: Kind = { ...page, accept: 'text/plain', tooLarge: 'ask the site’s owner' };

/**
 * Reads pages of the web for an import. Every request and every redirect goes through the guard against private addresses,
 * with its limits of time and size; robots.txt is asked of each page and sitemap, and of each address that they are sent on to.
 */
export function createPageFetch(guarded: (run: GuardedRun) => HttpAccess) {
  const never = new AbortController().signal;
  const robots = createRobots((url) => load(url, robotsFile, never), { agent });

  async function load(
    url: string,
    kind: Kind,
    signal: AbortSignal,
    mayFollow?: (next: string) => Promise<void>,
  ): Promise<Fetched> {
    const { accept, ms, maxBytes, unpack = false } = kind;
    const credentialHeaders = () => Promise.reject(new Error('pages are read without credentials'));
    const run = { signal, idempotencyKey: randomUUID(), credentialHeaders, maxBytes, unpack };
    try {
      const response = await guarded({ ...run, ...(mayFollow && { mayFollow }) }).request({
        method: 'GET',
        url,
        timeoutMs: ms,
        headers: { accept, 'user-agent': agent },
      });
      const { status, body } = response;
      if (status === 200)
        return { ok: true, response, text: typeof body === 'string' ? body : JSON.stringify(body) };
      return { ...refused(url, `the site answered ${status}`, fixOfStatus(status)), status };
    } catch (error) {
      if (signal.aborted) return outOfTime(url);
      if (error instanceof SentOnTo) return refused(url, error.text, error.fix);
      const code = error instanceof NodeFailure ? error.code : undefined;
      return { ...refused(url, ...whyNot(error, kind)), ...(code !== undefined && { code }) };
    }
  }

  async function loadAllowed(url: string, kind: Kind, signal: AbortSignal): Promise<Fetched> {
    const refusalOf = (address: string) => orAborted(robots(address, kind.notAllowed), signal);
    const asked = await refusalOf(url).catch(() => outOfTime(url).problem);
    if (asked) return refused(url, asked.text, asked.fix);
    return load(url, kind, signal, async (next) => {
      const refusal = await refusalOf(next);
      if (refusal) throw new SentOnTo(next, refusal);
    });
  }

  return {
    page: (url: string, signal: AbortSignal) => loadAllowed(url, page, signal),
    sitemap: (url: string, signal: AbortSignal) => loadAllowed(url, sitemap, signal),
  };
}

class SentOnTo extends NodeFailure {
  readonly text: string;
  readonly fix: string;
  constructor(url: string, { text, fix }: { text: string; fix: string }) {
    super('http.refused-redirect', text);
    this.text = `it is sent on to ${url}: ${text}`;
    this.fix = fix;
  }
}

/** The work goes on for whoever else waits for it. */
async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('it was given up'));
    signal.addEventListener('abort', stop, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function whyNot(error: unknown, { ms, maxBytes, tooLarge }: Kind): [text: string, fix: string] {
  if (error instanceof HttpTimeout) return [`no answer within ${ms / 1_000} seconds`, 'try it again later'];
  if (!(error instanceof NodeFailure)) return ['it could not be read', 'try it again later'];
  switch (error.code) {
    case 'http.refused-address':
      return [
        'it lies at a private address, which is not read',
        'name a public page, or let the operator allow the address in THROUGHLINE_HTTP_ALLOWED_ADDRESSES',
      ];
    case 'http.too-large':
      return [`it is larger than ${maxBytes / 1_000_000} MB`, tooLarge];
    case 'http.not-packed':
      return ['it cannot be unpacked', 'name it as a plain .xml'];
    case 'http.too-many-redirects':
      return ['it is sent on again and again', 'name the address where it ends'];
    default:
      return ['the site could not be reached', 'check the address, and try it again later'];
  }
}

function fixOfStatus(status: number): string {
  if (status === 401 || status === 403) return 'only public pages can be read';
  if (status === 404 || status === 410) return 'leave the address out, or correct it';
  return 'try it again later';
}

export function problemOf(file: string, text: string, fix: string): ImportProblem {
  return { file, text, fix };
}

type Refused = Extract<Fetched, { ok: false }>;

function refused(url: string, text: string, fix: string): Refused {
  return { ok: false, problem: problemOf(url, text, fix) };
}

function outOfTime(url: string): Refused {
  return refused(url, 'there was no time left to read it', 'import it in a second go, by its own address');
}
