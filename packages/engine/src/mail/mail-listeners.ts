import type { Logger } from 'pino';
import type { EmailConfig } from '../channel-config.ts';
import type { Listener } from '../channels/listener.ts';
import { createImapListener } from './imap-listener.ts';
import { createSmtpListener } from './smtp-listener.ts';
import type { TakeMail } from './take-mail.ts';

/** Those that are configured: a mail server of our own, a mailbox elsewhere, both, or none. */
export function mailListeners(deps: {
  config: EmailConfig;
  takeMail: TakeMail;
  log: Pick<Logger, 'warn' | 'info'>;
}): Listener[] {
  const { listen, imapUrl } = deps.config;
  return [
    ...(listen ? [createSmtpListener({ ...deps, smtp: listen })] : []),
    ...(imapUrl === undefined ? [] : [createImapListener({ ...deps, url: imapUrl })]),
  ];
}
