import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';

/** What one idempotency key was used for, and how often. */
export type EchoCall = { key: string; texts: string[]; calls: number };

export type EchoService = { url: string; calls(): EchoCall[]; close(): Promise<void> };

/**
 * An outside service with a memory, as payments or parcels have one: says a text back, and notes under which idempotency key
 * it was asked to. It takes its time now and then, so that a kill meets calls that are under way.
 */
export async function startEchoService(random: Random): Promise<EchoService> {
  const known = new Map<string, EchoCall>();
  const server = createServer(async (request, response) => {
    const key = String(request.headers['idempotency-key'] ?? '');
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { text } = JSON.parse(body) as { text: string };
    const call = known.get(key) ?? { key, texts: [], calls: 0 };
    call.calls += 1;
    if (!call.texts.includes(text)) call.texts.push(text);
    known.set(key, call);
    await pause(random.next() < 0.3 ? random.int(200, 2_000) : random.int(5, 50));
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ text: `Echo: ${call.texts[0]}` }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => [...known.values()],
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
