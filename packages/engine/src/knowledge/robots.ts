import robotsParser from 'robots-parser';
import type { Fetched } from './page-fetch.ts';

const rulesMs = 600_000;
/** A site that is down may be back soon. */
const failureMs = 30_000;
const mostSites = 1_000;

/** Undefined where the address may be read; else why it may not be, and what to do. */
export type RobotsRefusal = { text: string; fix: string } | undefined;

type Rules = { isAllowed(url: string): boolean } | { unread: NonNullable<RobotsRefusal> };

/**
 * What sites say of being read. As RFC 9309, 2.3.1, has it: who answers that there is no robots.txt (4xx) allows everything; a
 * robots.txt that cannot be read (5xx, no answer) allows nothing. What it names as a sitemap it offers, whatever its rules say
 * of that address.
 */
export function createRobots(
  load: (url: string) => Promise<Fetched>,
  { agent, now = Date.now }: { agent: string; now?: () => number },
) {
  const known = new Map<string, { rules: Promise<Rules>; until: number }>();

  async function read(origin: string): Promise<Rules> {
    const url = `${origin}/robots.txt`;
    const found = await load(url);
    if (found.ok) {
      const rules = robotsParser(url, found.text);
      const offered = new Set(rules.getSitemaps().map(hrefOf));
      return { isAllowed: (address) => offered.has(address) || rules.isAllowed(address, agent) !== false };
    }
    const { status = 500, code } = found;
    if (status < 500 || code === 'http.too-many-redirects') return { isAllowed: () => true };
    const { text, fix } = found.problem;
    if (code === 'http.refused-address') return { unread: { text, fix } };
    return { unread: { text: `its robots.txt could not be read (${found.status ?? text})`, fix } };
  }

  /** Whoever asks first loads it for all: it does not end with who asked. */
  function rulesOf(url: string): Promise<Rules> {
    const { origin } = new URL(url);
    const before = known.get(origin);
    if (before && now() < before.until) return before.rules;
    const entry = { rules: read(origin), until: now() + rulesMs };
    entry.rules.then(
      (rules) => 'unread' in rules && (entry.until = now() + failureMs),
      () => known.get(origin) === entry && known.delete(origin),
    );
    if (known.size > mostSites) known.clear();
    known.set(origin, entry);
    return entry.rules;
  }

  /** `fix`: what to do where it is not allowed. */
  return async (url: string, fix: string): Promise<RobotsRefusal> => {
    const rules = await rulesOf(url);
    if ('unread' in rules) return rules.unread;
    return rules.isAllowed(url) ? undefined : { text: 'the site’s robots.txt does not allow it', fix };
  };
}

function hrefOf(address: string): string {
  return URL.canParse(address) ? new URL(address).href : address;
}
