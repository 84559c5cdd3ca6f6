import { Readable } from 'node:stream';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer';
import { NotSent, SendRefused } from '../channels/channel.ts';
import type { ComposedMail } from './compose-mail.ts';

/** Rejects as `Channel.send` does: refused, surely not sent, or not known. */
export type SendMail = (mail: ComposedMail) => Promise<void>;

const timeoutMs = 10_000;
/** Until the server wants to hear the mail. */
const beginWithinMs = 60_000;
/** RFC 5321, 4.5.3.2.6: a server that looks into mails before it takes them has ten minutes for it. */
const answerWithinMs = 10 * 60_000;
/** How long handing over a mail takes at most. */
export const longestSendMs = 12 * 60_000;

/**
 * Hands mails to a mail server: `smtp://user:password@host:587`, or `smtps://` for TLS from the start. A password never goes
 * over a line that is not encrypted, but to this machine. What is under way when `stopping` is aborted breaks off.
 */
export function createSmtpSender(url: string, stopping?: AbortSignal): SendMail {
  const { hostname, username, searchParams } = new URL(url);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: answerWithinMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
    ...(username !== '' && !local && !searchParams.has('requireTLS') && { requireTLS: true }),
  });
  return async (mail) => {
    const bytes = await new MailComposer(mail).compile().build();
    // Read when the server has said that it takes a mail: what breaks before cannot have sent it.
    let begun = false;
    const gaveUp = new AbortController();
    const signal = AbortSignal.any([gaveUp.signal, ...(stopping ? [stopping] : [])]);
    let timer = setTimeout(() => gaveUp.abort(), beginWithinMs);
    const raw = new Readable({
      read() {
        begun = true;
        clearTimeout(timer);
        timer = setTimeout(() => gaveUp.abort(), longestSendMs - beginWithinMs);
        this.push(bytes);
        this.push(null);
      },
    });
    try {
      await transport.sendMail({ envelope: mail.envelope, raw, signal });
    } catch (error) {
      throw outcomeOf(error as SmtpError, begun);
    } finally {
      clearTimeout(timer);
    }
  };
}

type SmtpError = { code?: unknown; responseCode?: unknown; command?: unknown };

/** The server's own words may hold the address: they are not passed on. */
function outcomeOf({ code, responseCode, command }: SmtpError, begun: boolean): Error {
  const answer = typeof responseCode === 'number' ? responseCode : 0;
  if (code === 'EENVELOPE' && (command === 'API' || (answer >= 500 && command === 'RCPT TO')))
    return new SendRefused('channel.no-such-address', `The mail server refuses the address (${answer}).`);
  if (answer >= 500 && code === 'EMESSAGE')
    return new SendRefused('channel.refused', `The mail server refuses the message (${answer}).`);
  if (answer >= 400) return new NotSent(`the mail server answered ${answer}`);
  return begun ? new Error(`sending broke off: ${String(code)}`) : new NotSent(`not sent: ${String(code)}`);
}
