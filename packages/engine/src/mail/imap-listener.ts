import { setTimeout as pause } from 'node:timers/promises';
import type { FetchMessageObject } from 'imapflow';
import { ImapFlow } from 'imapflow';
import type { Logger } from 'pino';
import type { EmailConfig } from '../channel-config.ts';
import type { Listener } from '../channels/listener.ts';
import { failureFacts } from './failure-facts.ts';
import type { MailEnvelope } from './mail.ts';
import type { TakeMail } from './take-mail.ts';

export type ImapListenerDeps = {
  config: Pick<EmailConfig, 'maxBytes'>;
  /** `imaps://user:password@host/INBOX`. */
  url: string;
  takeMail: TakeMail;
  log: Pick<Logger, 'warn' | 'info'>;
  /** How often the mailbox is asked, beside what it says by itself. */
  everyMs?: number;
};

const timeoutMs = 10_000;
const longestPauseMs = 5 * 60_000;
/** What was left unread for longer is no news: a mailbox may hold years of it, and nobody wants an answer to that. */
const newsMs = 7 * 24 * 60 * 60_000;

/**
 * Takes what nobody has read from a mailbox, as it comes, and marks it as read once it is kept. Several processes may watch one
 * mailbox: a mail is one message, however often it is taken. When the server is away it is asked again, less and less often.
 */
export function createImapListener(deps: ImapListenerDeps): Listener {
  const { config, url, takeMail, log, everyMs = 60_000 } = deps;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  async function watch(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted;) {
      try {
        await visit(() => (failures = 0));
      } catch (error) {
        log.warn(failureFacts(error), 'the mailbox is out of reach');
      }
      if (stopping.signal.aborted) return;
      await pause(Math.min(1_000 * 2 ** failures++, longestPauseMs), undefined, {
        signal: stopping.signal,
      }).catch(() => undefined);
    }
  }

  /** Until the connection ends. */
  async function visit(reached: () => void): Promise<void> {
    const client = new ImapFlow(optionsOf(url, config.maxBytes));
    let wake = () => {};
    const closed = new AbortController();
    const leave = () => {
      wake();
      client.logout().catch(() => client.close());
    };
    client.on('error', () => undefined);
    client.on('exists', () => wake());
    client.on('close', () => {
      closed.abort();
      wake();
    });
    stopping.signal.addEventListener('abort', leave, { once: true });
    try {
      await client.connect();
      await client.mailboxOpen(mailboxOf(url));
      reached();
      while (!closed.signal.aborted && !stopping.signal.aborted) {
        const news = new Promise<void>((resolve) => (wake = resolve));
        await takeUnseen(client);
        const timer = setTimeout(wake, everyMs);
        await news;
        clearTimeout(timer);
      }
    } finally {
      stopping.signal.removeEventListener('abort', leave);
      client.close();
    }
  }

  async function takeUnseen(client: ImapFlow): Promise<void> {
    const found =
      (await client.search({ seen: false, since: new Date(Date.now() - newsMs) }, { uid: true })) || [];
    for (const uid of found) {
      if (stopping.signal.aborted) return;
      await takeOne(client, String(uid)).catch((error: unknown) => {
        if (!client.usable) throw error;
        // It stays unread, and is taken the next time.
        log.warn({ uid, ...failureFacts(error) }, 'a mail could not be kept yet');
      });
    }
  }

  async function takeOne(client: ImapFlow, uid: string): Promise<void> {
    const head = await client.fetchOne(uid, { size: true, internalDate: true }, { uid: true });
    if (!head) return;
    const flags = (await isTaken(client, uid, head)) ? ['\\Seen'] : ['\\Seen', '\\Flagged'];
    await client.messageFlagsAdd(uid, flags, { uid: true });
  }

  /** What is not taken stays where it is, with a flag that people see: its sender hears nothing of it. */
  async function isTaken(client: ImapFlow, uid: string, { size = 0, internalDate }: FetchMessageObject) {
    if (size > config.maxBytes) {
      log.warn({ uid, bytes: size }, 'a mail in the mailbox is too large to be taken; it is flagged');
      return false;
    }
    const fetched = await client.fetchOne(uid, { source: true }, { uid: true });
    if (!fetched || !fetched.source) return false;
    const at = internalDate === undefined ? NaN : new Date(internalDate).getTime();
    const came: MailEnvelope = {
      ...{ via: 'imap', to: [], checked: true },
      ...(!Number.isNaN(at) && { at }),
    };
    const { outcome } = await takeMail(fetched.source, came);
    if (outcome === 'refused')
      log.warn({ uid }, 'a mail in the mailbox does not say who wrote it; it is flagged and set aside');
    return outcome !== 'refused';
  }

  return {
    name: 'imap',
    async start() {
      running = watch();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function mailboxOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'INBOX';
}

function optionsOf(url: string, maxBytes: number) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'imaps:';
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return {
    host: hostname,
    port: port === '' ? (secure ? 993 : 143) : Number(port),
    secure,
    // A password never goes over a line that is not encrypted, but to this machine.
    ...(!secure && !local && { doSTARTTLS: true }),
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    logger: false as const,
    autoIdleDelay: 300,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: 5 * 60_000,
    maxLiteralSize: maxBytes + 1_000_000,
    maxResponseSize: maxBytes + 2_000_000,
  };
}
