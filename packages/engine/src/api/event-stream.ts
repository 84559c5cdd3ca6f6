import type { Request, Response } from 'express';

export type EventStream = {
  /** Aborted when the client has gone or the process ends. */
  signal: AbortSignal;
  send(event: { type: string; id?: number | string; data: unknown }): void;
  /** Called with every heartbeat; a rejection ends the stream. */
  onHeartbeat(run: () => Promise<unknown>): void;
  end(): void;
};

export type EventStreams = {
  /**
   * Starts to answer with server-sent events. `too-many`: the person has that many open streams already. `gone`: the client
   * went while its request was still being looked at, and nobody is left to answer.
   */
  open: (response: Response, person: string) => EventStream | 'too-many' | 'gone';
  count: () => number;
  closeAll: () => void;
};

const maxPerPerson = 12;
/** A reader that falls this far behind is dropped; it resumes from the last event it has. */
const maxBufferedBytes = 1024 * 1024;

export function createEventStreams({ heartbeatMs = 15_000 }: { heartbeatMs?: number } = {}): EventStreams {
  const streams = new Set<EventStream>();
  const perPerson = new Map<string, number>();

  function open(response: Response, person: string): EventStream | 'too-many' | 'gone' {
    const { socket } = response.req;
    // Its `close` has passed already, so nothing would ever take the stream away again.
    if (response.destroyed || socket.destroyed) return 'gone';
    const others = perPerson.get(person) ?? 0;
    if (others >= maxPerPerson) return 'too-many';
    perPerson.set(person, others + 1);
    response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    response.write('retry: 1000\n\n');

    const gone = new AbortController();
    const write = (text: string): void => {
      if (gone.signal.aborted || response.writableEnded) return;
      response.write(text);
      if (response.writableLength > maxBufferedBytes) response.destroy();
    };
    const beats: (() => Promise<unknown>)[] = [];
    const heartbeat = setInterval(() => {
      write(': still here\n\n');
      for (const run of beats) run().catch(() => response.end());
    }, heartbeatMs);
    const stream: EventStream = {
      signal: gone.signal,
      send: ({ type, id, data }) =>
        write(`${id === undefined ? '' : `id: ${id}\n`}event: ${type}\ndata: ${JSON.stringify(data)}\n\n`),
      onHeartbeat: (run) => void beats.push(run),
      end: () => response.end(),
    };
    streams.add(stream);
    response.once('close', close);
    // A response that waits behind others on its connection hears nothing when that is cut: the socket does, for all of them.
    if (!response.socket) socket.setMaxListeners(0).once('close', close);
    return stream;

    function close(): void {
      if (!streams.delete(stream)) return;
      response.off('close', close);
      socket.off('close', close);
      clearInterval(heartbeat);
      const left = (perPerson.get(person) ?? 1) - 1;
      if (left > 0) perPerson.set(person, left);
      else perPerson.delete(person);
      gone.abort();
    }
  }

  return {
    open,
    count: () => streams.size,
    closeAll: () => streams.forEach((stream) => stream.end()),
  };
}

/** The number in `Last-Event-ID`, by which a reader says where it left off; null when there is none or it is not one. */
export function lastEventId(request: Request): number | null {
  const header = request.get('Last-Event-ID');
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : null;
}
