import { randomUUID } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import { createTransport } from 'nodemailer';
import pino from 'pino';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { InboundMessage } from '@throughline/engine/cases/gateway';
import type { EmailConfig } from '@throughline/engine/channel-config';
import type { Receipt } from '@throughline/engine/channels/channel';
import { createEmail } from '@throughline/engine/channels/email';
import { createConversationIds } from '@throughline/engine/crypto/derived-ids';
import { createMailNames } from '@throughline/engine/mail/mail-names';
import type { MailReader } from '@throughline/engine/mail/mail-reader';
import { readMail } from '@throughline/engine/mail/read-mail';
import { createSmtpSender } from '@throughline/engine/mail/smtp-sender';
import type { TakeMailDeps } from '@throughline/engine/mail/take-mail';
import { createTakeMail } from '@throughline/engine/mail/take-mail';
import type { TestDatabase } from '@throughline/engine/testing/database';

export const support = 'support@example.com';

export function emailConfig(more: Partial<EmailConfig> = {}): EmailConfig {
  return {
    addresses: [support, 'billing@example.com'],
    displayName: 'Example Support',
    smtpUrl: 'smtp://127.0.0.1:9',
    plusAddresses: true,
    listen: { port: 0, host: '127.0.0.1' },
    authservId: 'mx.example.com',
    checkedBy: ['127.0.0.1'],
    maxBytes: 200_000,
    ...more,
  };
}

/** The channel over a test's database, without cases: what it gave them is in `inbound`, and what bounced in `receipts`. */
export function emailParts(
  { stores, masterKey }: TestDatabase,
  more: Partial<EmailConfig> = {},
  { readMail: read = readMail, ...deps }: Partial<TakeMailDeps> & { readMail?: MailReader['read'] } = {},
) {
  const config = emailConfig(more);
  const names = createMailNames(masterKey.bytes);
  const { conversations, mailThreads, setAsideMails, customers, messages, cases, files } = stores;
  const channel = createEmail({
    ...{ config, readMail: read, names, conversations, mailThreads, customers, messages, cases, files },
    conversationIds: createConversationIds(masterKey.bytes),
    sendMail: createSmtpSender(config.smtpUrl),
  });
  const inbound: InboundMessage[] = [];
  const receipts: Receipt[] = [];
  const counted: { [outcome: string]: number } = {};
  const takeMail = createTakeMail({
    ...{ channel, names, mailThreads, setAsideMails, log: pino({ level: 'silent' }) },
    gateway: {
      async receive(message) {
        const { channel: of, providerMessageId, conversation, messageId, at, reach } = message;
        const row = { channel: of, providerMessageId, conversation, messageId, payload: message, at };
        const { duplicate } = await stores.inbox.insert(row);
        if (!duplicate) inbound.push(message);
        if (reach)
          await conversations.heard({ ...reach, id: conversation, channel: of, customerId: 'someone', at });
        return { caseId: 'case', duplicate };
      },
    },
    takeReceipt: async (_channel, receipt) => void receipts.push(receipt),
    metrics: {
      messages: {
        inc: ({ outcome }: { outcome: string }) => void (counted[outcome] = (counted[outcome] ?? 0) + 1),
      },
    } as unknown as TakeMailDeps['metrics'],
    ...deps,
  });
  return { config, names, channel, takeMail, inbound, receipts, counted };
}

/** A mail as a mail program makes it. */
export function mailOf(mail: SendMailOptions): Promise<Buffer> {
  return new MailComposer({ messageId: `<${randomUUID()}@mail.example.org>`, ...mail }).compile().build();
}

/** Hands a mail to a server on this machine, as another mail server would. */
export async function deliver(
  port: number,
  raw: Buffer,
  {
    to = [support],
    from = 'ana@example.org',
    tls = false,
    localAddress,
  }: { to?: string[]; from?: string; tls?: boolean; localAddress?: string } = {},
): Promise<{ code: number; text: string }> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: !tls,
    ...(localAddress !== undefined && { localAddress }),
    ...(tls && { requireTLS: true, tls: { rejectUnauthorized: false } }),
  });
  try {
    const { response } = await transport.sendMail({ envelope: { from, to }, raw });
    return { code: Number(response.slice(0, 3)), text: response };
  } catch (error) {
    const { responseCode = 0, message } = error as { responseCode?: number; message: string };
    return { code: responseCode, text: message };
  } finally {
    transport.close();
  }
}
