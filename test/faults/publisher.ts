import { setTimeout as pause } from 'node:timers/promises';
import { echoFlow } from './flow.ts';

export type Publisher = {
  /** To be told of every acknowledged turn. */
  acknowledged(): void;
  /** The hashes of what was published, when all that was begun is. */
  end(): Promise<string[]>;
};

export type PublisherOptions = { url: string; token: string; echoUrl: string; turns: number; times: number };

const requestMs = 10_000;
const againMs = 500;
const withinMs = 180_000;

/**
 * A colleague who publishes the flow again and again while customers talk, and has the running cases moved to it. Asks again,
 * for the same, where no answer comes.
 */
export function startPublisher({ times, turns, ...where }: PublisherOptions): Publisher {
  const published: string[] = [];
  let said = 0;
  let begun = 0;
  let line = Promise.resolve();

  return {
    acknowledged() {
      said += 1;
      while (begun < times && said >= ((begun + 1) * turns * 0.9) / (times + 1)) {
        begun += 1;
        const version = begun + 1;
        line = line.then(async () => void published.push(await publish(version, where)));
        // Heard of at the end.
        line.catch(() => undefined);
      }
    },
    async end() {
      await line;
      return published;
    },
  };
}

/** Gives the hash of what is live then. */
async function publish(
  version: number,
  { url, token, echoUrl }: Pick<PublisherOptions, 'url' | 'token' | 'echoUrl'>,
): Promise<string> {
  const body = JSON.stringify({
    flow: echoFlow(echoUrl, version),
    running: 'move',
    note: `version ${version}`,
  });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  for (const until = Date.now() + withinMs; ; await pause(againMs)) {
    try {
      const signal = AbortSignal.timeout(requestMs);
      const response = await fetch(`${url}/api/flows/faults/publish`, {
        method: 'POST',
        headers,
        body,
        signal,
      });
      if (response.ok) return ((await response.json()) as { hash: string }).hash;
      if (response.status < 500) throw new Refused(`${response.status} ${await response.text()}`);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    if (Date.now() > until) throw new Error(`version ${version} could not be published in time`);
  }
}

class Refused extends Error {
  override readonly name = 'Refused';
}
