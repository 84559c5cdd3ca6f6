import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readEvents } from '../channels/testing/read-events.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import type { EventStreams } from './event-stream.ts';
import { createEventStreams } from './event-stream.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';
import { noGateway } from '../testing/no-gateway.ts';

const get = (path: string, headers: Record<string, string> = {}) =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    ...Object.entries(headers).map((pair) => pair.join(': ')),
    '',
    '',
  ].join('\r\n');

/** Asks, and hangs up without waiting for an answer. */
async function askAndLeave(port: number, requests: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  await new Promise<void>((resolve) => socket.write(requests, () => resolve()));
  socket.destroy();
}

describe('event streams', () => {
  let server: Server;
  let port: number;
  let streams: EventStreams;
  const outcomes: string[] = [];

  beforeAll(async () => {
    streams = createEventStreams({ heartbeatMs: 20 });
    const app = express();
    const open = (response: express.Response) => {
      const stream = streams.open(response, 'ana');
      outcomes.push(typeof stream === 'string' ? stream : 'open');
      if (stream === 'too-many') response.status(429).end();
    };
    app.get('/late', async (request, response) => {
      // As long as a look at the database may take: the client goes meanwhile.
      if (!request.socket.destroyed) await once(request.socket, 'close');
      open(response);
    });
    app.get('/now', (_request, response) => open(response));
    server = createServer(app);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  it('are not opened for clients that have gone, however many of them come', async () => {
    await Promise.all(Array.from({ length: 40 }, () => askAndLeave(port, get('/late'))));
    await expect.poll(() => outcomes.length).toBe(40);
    expect(new Set(outcomes)).toEqual(new Set(['gone']));
    expect(streams.count()).toBe(0);
  });

  it('are at most twelve for a person, also when they wait behind each other on one connection', async () => {
    outcomes.length = 0;
    const socket: Socket = connect(port, '127.0.0.1');
    socket.write(get('/now').repeat(13));
    await expect.poll(() => outcomes.length).toBe(13);
    expect(outcomes.filter((outcome) => outcome === 'open')).toHaveLength(12);
    expect(outcomes.at(-1)).toBe('too-many');
    socket.destroy();
    await expect.poll(() => streams.count()).toBe(0);
    const again = await fetch(`http://127.0.0.1:${port}/now`);
    expect(again.status).toBe(200);
    await again.body?.cancel();
    await expect.poll(() => streams.count()).toBe(0);
  });
});

describe('the streams of the API', () => {
  let database: TestDatabase;
  let api: TestApi;

  beforeAll(async () => {
    database = await testDatabase(inject('mongodbUrl'));
    const { stores } = database;
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return stores.feed.last();
    };
    const failing = async () => {
      throw new Error('nothing is said here');
    };
    api = await startTestApi({
      database: { ...database, stores: { ...stores, feed: { ...stores.feed, last: slow } } },
      gateway: noGateway(failing),
      config: { metrics: { token: 'of-the-monitoring-alone' } },
    });
  });
  afterAll(async () => {
    await api?.stop();
    await database?.drop();
  });

  const openStreams = async () => {
    const { text } = await api.call('GET', '/metrics', undefined, {
      Authorization: 'Bearer of-the-monitoring-alone',
    });
    return Number(/^throughline_event_streams (\d+)$/m.exec(text)?.[1]);
  };

  it('lock nobody out whose windows were closed while they opened', async () => {
    const agent = await api.signIn('agent');
    const session = await api.call('POST', '/channels/webchat/sessions', {});
    const visitor = { Authorization: `Bearer ${String(session.json['token'])}` };
    const ways = [
      { path: '/api/events?topics=cases', headers: agent.bearer },
      { path: '/channels/webchat/events', headers: visitor },
    ];
    for (const { path, headers } of ways) {
      const port = Number(new URL(api.url).port);
      await Promise.all(Array.from({ length: 30 }, () => askAndLeave(port, get(path, headers))));
      await new Promise((resolve) => setTimeout(resolve, 500));
      await expect.poll(openStreams).toBe(0);
      const stream = readEvents(api.url + path, headers);
      await stream.opened;
      expect(await openStreams()).toBe(1);
      await stream.close();
    }
  });
});
