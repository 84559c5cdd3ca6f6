import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Logger } from 'pino';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import { SMTPServer } from 'smtp-server';
import type { EmailConfig } from '../channel-config.ts';
import type { Listener } from '../channels/listener.ts';
import { ourAddresses } from './arrived-mail.ts';
import type { TakeMail } from './take-mail.ts';

export type SmtpListener = Listener & { port(): number };

export type SmtpListenerDeps = {
  config: Pick<EmailConfig, 'addresses' | 'maxBytes' | 'checkedBy'>;
  smtp: NonNullable<EmailConfig['listen']>;
  takeMail: TakeMail;
  log: Pick<Logger, 'warn' | 'info'>;
};

const maxRecipients = 20;
const maxClients = 100;
const idleMs = 60_000;
const stopWithinMs = 10_000;

/**
 * A mail server for our own addresses, and for nothing else. A mail is kept before it is acknowledged: when it cannot be, its
 * sender is asked to come again.
 */
export function createSmtpListener({ config, smtp, takeMail, log }: SmtpListenerDeps): SmtpListener {
  const { addresses, maxBytes, checkedBy } = config;
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
          log.warn({ error: error instanceof Error ? error.name : 'unknown' }, 'a mail could not be kept');
          callback(refusal(451, '4.3.0 It could not be kept, please try again later'));
        },
      );
    },
  });
  // A peer that breaks off or speaks no SMTP is no event worth a line.
  server.on('error', (error) => log.info({ error: error.name }, 'a mail connection ended badly'));

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
    const raw = await bytesOf(stream, maxBytes);
    if (raw === null)
      return refusal(552, `5.3.4 The message is larger than ${Math.floor(maxBytes / 1_000)} kB`);
    const { mailFrom, rcptTo } = session.envelope;
    const taken = await takeMail(raw, {
      via: 'smtp',
      from: mailFrom === false || mailFrom.address === '' ? null : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      checked: isIn(session.remoteAddress, checkedBy),
    });
    return taken.outcome === 'refused' ? refusal(554, `5.6.0 ${taken.text}`) : null;
  }

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

/** Null for too many; the rest is read and forgotten, so that the sender hears why. */
async function bytesOf(stream: SMTPServerDataStream, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) chunks.length = 0;
    else chunks.push(chunk);
  }
  return size > maxBytes || stream.sizeExceeded ? null : Buffer.concat(chunks);
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
