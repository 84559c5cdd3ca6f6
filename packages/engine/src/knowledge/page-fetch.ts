import { randomUUID } from 'node:crypto';
import robotsParser from 'robots-parser';
import type { HttpAccess, HttpResponse } from '@throughline/nodes/run-context';
import { HttpTimeout } from '@throughline/nodes/run-context';
import { NodeFailure } from '@throughline/nodes/runner';
import type { GuardedRun } from '../http/guarded-http.ts';
import type { ImportProblem } from './knowledge-api.ts';

const pageMs = 10_000;
const robotsMs = 600_000;
const agent = 'throughline';

export type Fetched =
  { ok: true; response: HttpResponse; text: string } | { ok: false; problem: ImportProblem };

/**
 * Reads pages of the web for an import. Every request and every redirect goes through the guard against private addresses,
 * with its limits of time and size.
 */
export function createPageFetch(guarded: (run: GuardedRun) => HttpAccess) {
  const robots = new Map<
    string,
    { rules: Promise<ReturnType<typeof robotsParser> | undefined>; until: number }
  >();

  async function load(url: string, signal: AbortSignal, accept: string): Promise<Fetched> {
    const credentialHeaders = () => Promise.reject(new Error('pages are read without credentials'));
    const http = guarded({ signal, idempotencyKey: randomUUID(), credentialHeaders });
    try {
      const response = await http.request({
        method: 'GET',
        url,
        timeoutMs: pageMs,
        headers: { accept, 'user-agent': agent },
      });
      const { status, body } = response;
      if (status === 200)
        return { ok: true, response, text: typeof body === 'string' ? body : JSON.stringify(body) };
      return refused(url, `the site answered ${status}`, fixOfStatus(status));
    } catch (error) {
      signal.throwIfAborted();
      return refused(url, ...whyNot(error));
    }
  }

  function rulesOf(url: string, signal: AbortSignal) {
    const { origin } = new URL(url);
    const known = robots.get(origin);
    if (known && Date.now() < known.until) return known.rules;
    const rules = load(`${origin}/robots.txt`, signal, 'text/plain').then(
      // A site that does not say anything allows everything.
      (found) => (found.ok ? robotsParser(`${origin}/robots.txt`, found.text) : undefined),
      () => undefined,
    );
    if (robots.size > 1_000) robots.clear();
    robots.set(origin, { rules, until: Date.now() + robotsMs });
    return rules;
  }

  return {
    load,
    /** What the site's robots.txt says; a site that says nothing allows it. */
    async isAllowed(url: string, signal: AbortSignal): Promise<boolean> {
      return (await rulesOf(url, signal))?.isAllowed(url, agent) !== false;
    },
  };
}

function whyNot(error: unknown): [text: string, fix: string] {
  if (error instanceof HttpTimeout)
    return [`no answer within ${pageMs / 1_000} seconds`, 'try it again later'];
  if (!(error instanceof NodeFailure)) return ['it could not be read', 'try it again later'];
  switch (error.code) {
    case 'http.refused-address':
      return [
        'it lies at a private address, which is not read',
        'name a public page, or let the operator allow the address in THROUGHLINE_HTTP_ALLOWED_ADDRESSES',
      ];
    case 'http.too-large':
      return ['it is larger than 1 MB', 'copy the text by hand'];
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

function refused(url: string, text: string, fix: string): Fetched {
  return { ok: false, problem: problemOf(url, text, fix) };
}
