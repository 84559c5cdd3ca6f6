import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { isLive } from '../../stores/calls.ts';
import type { RelayFrame } from './relay-frames.ts';
import { relayFrame } from './relay-frames.ts';
import type { RelayDeps, RelaySession } from './relay-session.ts';
import { startRelaySession } from './relay-session.ts';
import type { Telephony } from './telephony.ts';

export type RelaySocketDeps = RelayDeps & {
  telephony: Telephony;
  conversationOf: (callId: string) => string;
  /** The whole address, as the provider was given it. */
  address: string;
  log: Pick<Logger, 'warn'>;
  /** How often the other end is asked whether it is there. */
  heartbeatMs?: number;
};

export type RelaySocket = {
  /** Of a server's `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
};

const maxFrameBytes = 64 * 1024;
/** Who opens a socket says at once which call it is. */
const setupWithinMs = 10_000;
const keyPauseMs = 2_000;
const usualHeartbeatMs = 20_000;
/** Who was told that it is over closes the socket itself; else we do. */
const closedWithinMs = 5_000;

/** Where ConversationRelay connects. What the provider has not signed is refused before there is a socket. */
export function createRelaySocket(deps: RelaySocketDeps): RelaySocket {
  const { telephony, address, log, now } = deps;
  const server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes });
  const { pathname } = new URL(address);

  return {
    upgrade(request, socket, head) {
      if (request.url !== pathname) return refuse(socket, '404 Not Found');
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
      );
      const signed = telephony.verifySocket?.({ url: address, headers, body: {}, at: now() }) ?? false;
      if (!signed) return refuse(socket, '403 Forbidden');
      server.handleUpgrade(request, socket, head, (opened) => {
        serve(opened, deps).catch((error: unknown) => {
          log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'a call’s socket was cut off');
          opened.close(1011);
        });
      });
    },
    close() {
      for (const client of server.clients) {
        client.close(1001);
        setTimeout(() => client.terminate(), 500).unref();
      }
      server.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A peer that vanished without a word does not answer. */
function watchPeer(socket: WebSocket, everyMs: number): () => void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const beat = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(beat);
}

async function serve(socket: WebSocket, deps: RelaySocketDeps): Promise<void> {
  let session: Promise<RelaySession | undefined> | undefined;
  let keys = '';
  let keyTimer: NodeJS.Timeout | undefined;
  const late = setTimeout(() => socket.close(1008), setupWithinMs);
  const unwatch = watchPeer(socket, deps.heartbeatMs ?? usualHeartbeatMs);

  async function take(frame: RelayFrame): Promise<void> {
    if (frame.type === 'setup') {
      clearTimeout(late);
      session ??= begin(socket, frame, deps);
      if (!(await session)) socket.close(1008);
      return;
    }
    const open = await session;
    if (!open) return socket.close(1008);
    if (frame.type === 'prompt' && frame.last && frame.voicePrompt.trim() !== '')
      await open.heard({ speech: frame.voicePrompt.trim() });
    if (frame.type === 'interrupt') await open.interrupted();
    if (frame.type === 'dtmf') press(frame.digit, open);
    if (frame.type === 'error')
      deps.log.warn({ channel: 'voice' }, 'the provider reports an error on a call');
  }

  /** A number has several keys: it ends with a pause or the hash. */
  function press(digit: string, open: RelaySession): void {
    clearTimeout(keyTimer);
    if (digit !== '#') keys += digit;
    const enter = () => {
      const digits = keys;
      keys = '';
      if (digits !== '') open.heard({ digits }).catch(() => socket.close(1011));
    };
    if (digit === '#' || digit === '*') enter();
    else keyTimer = setTimeout(enter, keyPauseMs);
  }

  let work = Promise.resolve();
  socket.on('message', (data, isBinary) => {
    const frame = isBinary ? undefined : readFrame(data);
    if (!frame) return;
    work = work.then(() => take(frame));
    work.catch(() => socket.close(1011));
  });
  socket.on('error', () => socket.terminate());
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(late);
  clearTimeout(keyTimer);
  unwatch();
  await (await session)?.stop();
}

async function begin(
  socket: WebSocket,
  setup: Extract<RelayFrame, { type: 'setup' }>,
  deps: RelaySocketDeps,
): Promise<RelaySession | undefined> {
  const { telephony, conversationOf, stores, now } = deps;
  const body = { CallSid: setup.callSid, From: setup.from, To: setup.to };
  const read = telephony.read({ url: deps.address, headers: {}, body, at: now() });
  if (!read.ok) return undefined;
  const call = await stores.calls.get(conversationOf(read.report.callId));
  if (!isLive(call, now())) return undefined;
  const { report } = read;
  return startRelaySession(deps, {
    call,
    report,
    send(command) {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(JSON.stringify(command));
      if (command.type === 'end') setTimeout(() => socket.close(1000), closedWithinMs).unref();
    },
  });
}

function readFrame(data: unknown): RelayFrame | undefined {
  try {
    const read = relayFrame.safeParse(JSON.parse(String(data)));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}
