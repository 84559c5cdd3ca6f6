import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Logger } from 'pino';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import type { EmailConfig } from '../channel-config.ts';
import type { Listener } from '../channels/listener.ts';
import { ourAddresses } from './arrived-mail.ts';
import { failureFacts } from './failure-facts.ts';
import type { TakeMail } from './take-mail.ts';

export type SmtpListener = Listener & { port(): number };

export type SmtpListenerDeps = {
  config: Pick<EmailConfig, 'addresses' | 'maxBytes' | 'checkedBy'>;
  smtp: NonNullable<EmailConfig['listen']>;
  takeMail: TakeMail;
  log: Pick<Logger, 'warn' | 'info'>;
  sessionWithinMs?: number;
};

const maxRecipients = 20;
const maxClients = 100;
/** So many mails of the largest size may come in at once; smaller ones more. */
const largestAtOnce = 4;
const idleMs = 60_000;
/** Of one peer, but the server that hands all mails over: else a few slow ones keep everybody out. */
const maxClientsOfOne = 20;
const mailWithinMs = 5 * 60_000;
const stopWithinMs = 10_000;

/**
 * A mail server for our own addresses, and for nothing else. A mail is kept before it is acknowledged: when it cannot be, its
 * sender is asked to come again.
 */
export function createSmtpListener(deps: SmtpListenerDeps): SmtpListener {
  const { config, smtp, takeMail, log, sessionWithinMs = 15 * 60_000 } = deps;
  const { addresses, maxBytes, checkedBy } = config;
  const room = createRoom(largestAtOnce * maxBytes);
  const clients = new Map<string, Set<string>>();
  const tls = smtp.tls && { cert: readFileSync(smtp.tls.cert), key: readFileSync(smtp.tls.key) };
  const server = new SMTPServer({
    banner: 'Throughline',
    size: maxBytes,
    ...tls,
    disabledCommands: ['AUTH', ...(tls ? [] : ['STARTTLS'])],
    disableReverseLookup: true,
    logger: false,
    maxClients,
    socketTimeout: idleMs,
    closeTimeout: stopWithinMs,
    onConnect({ id, remoteAddress }, callback) {
      const theirs = clients.get(remoteAddress) ?? new Set();
      if (theirs.size >= maxClientsOfOne && !isIn(remoteAddress, checkedBy))
        return callback(refusal(421, '4.7.0 Too many connections, please try again later'));
      clients.set(remoteAddress, theirs.add(id));
      return callback();
    },
    // Also of one that was refused, and never counted.
    onClose({ id, remoteAddress }) {
      const theirs = clients.get(remoteAddress);
      theirs?.delete(id);
      if (theirs?.size === 0) clients.delete(remoteAddress);
    },
    onRcptTo({ address }, { envelope }, callback) {
      if (envelope.rcptTo.length >= maxRecipients) return callback(refusal(452, '4.5.3 Too many recipients'));
      if (ourAddresses([address], addresses).length === 0)
        return callback(refusal(550, '5.1.1 No such address here'));
      return callback();
    },
    onData(stream, session, callback) {
      take(stream, session).then(
        (problem) => callback(problem),
        (error: unknown) => {
          log.warn(failureFacts(error), 'a mail could not be kept');
          callback(refusal(451, '4.3.0 It could not be kept, please try again later'));
        },
      );
    },
  });
  // A peer that breaks off or speaks no SMTP is no event worth a line.
  server.on('error', (error) => log.info({ error: error.name }, 'a mail connection ended badly'));
  // However it passes its time: whoever has a mail left comes again.
  server.server.on('connection', (socket: Socket) => {
    const deadline = setTimeout(() => socket.destroy(), sessionWithinMs);
    socket.once('close', () => clearTimeout(deadline));
  });

  const take = (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> =>
    room.hold(
      stream,
      { maxBytes, peer: isIn(session.remoteAddress, checkedBy) ? null : session.remoteAddress },
      async (raw) => {
        if (raw === 'busy') return refusal(452, '4.3.1 Too much mail at once, please try again later');
        if (raw === 'too large')
          return refusal(552, `5.3.4 The message is larger than ${Math.floor(maxBytes / 1_000)} kB`);
        const { mailFrom, rcptTo } = session.envelope;
        const taken = await takeMail(raw, {
          via: 'smtp',
          from: mailFrom === false || mailFrom.address === '' ? null : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          checked: isIn(session.remoteAddress, checkedBy),
        });
        return taken.outcome === 'refused' ? refusal(554, `5.6.0 ${taken.text}`) : null;
      },
    );

  return {
    name: 'smtp',
    start: () =>
      new Promise((resolve, reject) => {
        server.server.once('error', reject);
        server.listen(smtp.port, smtp.host, () => {
          server.server.off('error', reject);
          resolve();
        });
      }),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
    port: () => (server.server.address() as AddressInfo).port,
  };
}

/** Bounds what all mails that come in at once take of the memory, until each is kept. */
function createRoom(maxHeldBytes: number) {
  const of = new Map<string, number>();
  let held = 0;

  function hold(peer: string | null, bytes: number): void {
    held += bytes;
    if (peer === null) return;
    const theirs = (of.get(peer) ?? 0) + bytes;
    if (theirs > 0) of.set(peer, theirs);
    else of.delete(peer);
  }

  return {
    /** What is too much is read and forgotten, so that its sender hears why. */
    async hold<Result>(
      stream: SMTPServerDataStream,
      { maxBytes, peer }: { maxBytes: number; peer: string | null },
      use: (raw: Buffer | 'too large' | 'busy') => Promise<Result>,
    ): Promise<Result> {
      const chunks: Buffer[] = [];
      const end = Date.now() + mailWithinMs;
      let [size, mine, busy] = [0, 0, false];
      try {
        for await (const chunk of stream as AsyncIterable<Buffer>) {
          size += chunk.length;
          const theirs = peer === null ? 0 : (of.get(peer) ?? 0);
          busy ||= held + chunk.length > maxHeldBytes || theirs + chunk.length > maxHeldBytes / 2;
          // A peer that is slow is read on, and hears so at the end; nothing is held for it.
          busy ||= Date.now() > end;
          if (busy || size > maxBytes) {
            chunks.length = 0;
            hold(peer, -mine);
            mine = 0;
            continue;
          }
          chunks.push(chunk);
          hold(peer, chunk.length);
          mine += chunk.length;
        }
        if (size > maxBytes || stream.sizeExceeded) return await use('too large');
        return await use(busy ? 'busy' : Buffer.concat(chunks));
      } finally {
        hold(peer, -mine);
      }
    },
  };
}

function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text.replace(/[\r\n]+/g, ' ')), { responseCode });
}

function isIn(address: string, ranges: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const peer = ipaddr.process(address);
  return ranges.some((range) => {
    const [network, bits] = ipaddr.isValidCIDR(range)
      ? ipaddr.parseCIDR(range)
      : [ipaddr.process(range), undefined];
    return network.kind() === peer.kind() && peer.match(network, bits ?? (peer.kind() === 'ipv4' ? 32 : 128));
  });
}
