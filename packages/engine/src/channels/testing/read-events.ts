import { setTimeout as pause } from 'node:timers/promises';

export type ReadEvent = { type: string; id?: string; data: Record<string, unknown> };

/** Reads server-sent events as a client would; `until` waits for the first that fits, past ones included. */
export function readEvents(url: string, headers: Record<string, string>) {
  const gone = new AbortController();
  const seen: ReadEvent[] = [];
  let taken = 0;
  const opened = fetch(url, { headers, signal: gone.signal }).then((response) => {
    if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`);
    return response.body;
  });
  const ended = read(opened, seen).catch((error: unknown) => {
    if (!gone.signal.aborted) throw error;
  });

  /** Looks from the event after the last that fitted. */
  async function until(fits: (event: ReadEvent) => boolean, withinMs = 20_000): Promise<ReadEvent> {
    for (const end = Date.now() + withinMs; Date.now() < end; await pause(20)) {
      const index = seen.findIndex((event, at) => at >= taken && fits(event));
      const event = seen[index];
      if (event) {
        taken = index + 1;
        return event;
      }
    }
    throw new Error(`no such event; there were: ${JSON.stringify(seen)}`);
  }

  return {
    seen,
    opened,
    until,
    /** Resolves when the server ended the stream. */
    ended,
    async close() {
      gone.abort();
      await ended;
    },
  };
}

async function read(opened: Promise<ReadableStream<Uint8Array>>, seen: ReadEvent[]): Promise<void> {
  let rest = '';
  for await (const chunk of (await opened).pipeThrough(
    new TextDecoderStream(),
  ) as unknown as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const fields = new Map(
        part
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
      );
      const data = fields.get('data');
      if (data === undefined) continue;
      const id = fields.get('id');
      seen.push({
        type: fields.get('event') ?? 'message',
        ...(id !== undefined && { id }),
        data: JSON.parse(data) as Record<string, unknown>,
      });
    }
  }
}
