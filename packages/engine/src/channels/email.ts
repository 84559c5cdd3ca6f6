import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { EmailConfig } from '../channel-config.ts';
import type { ArrivedMail, ArriveMailDeps } from '../mail/arrived-mail.ts';
import { createArriveMail, envelopeOf } from '../mail/arrived-mail.ts';
import { composeMail } from '../mail/compose-mail.ts';
import { enclose } from '../mail/enclose.ts';
import { inboundOf } from '../mail/inbound-mail.ts';
import type { SendMail } from '../mail/smtp-sender.ts';
import { longestSendMs } from '../mail/smtp-sender.ts';
import type { FileStore } from '../stores/files.ts';
import type { MailThreadStore } from '../stores/mail-threads.ts';
import type { Channel, OutboundMessage, Sent } from './channel.ts';
import { SendRefused } from './channel.ts';

export type EmailDeps = ArriveMailDeps & {
  config: EmailConfig;
  mailThreads: MailThreadStore;
  files: Pick<FileStore, 'get'>;
  sendMail: SendMail;
  now?: () => number;
};

const capabilities: ChannelCapabilities = {
  maxTextLength: 50_000,
  choices: 'numbers',
  maxChoices: 50,
  maxLabelLength: 200,
  sources: 'text',
  typing: false,
  receipts: 'none',
  attachments: true,
  sendsFiles: true,
  canOpen: true,
  spoken: false,
};

/**
 * E-mail. A thread is a conversation. Mails come in by listeners (`mail/`), which hand them over as requests whose body is
 * how they came; the proof is the mail, read, with what is known about its thread and its sender.
 */
export function createEmail(deps: EmailDeps): Channel<ArrivedMail> {
  const { config, names, conversations, mailThreads, files, sendMail, now = Date.now } = deps;
  const arrive = createArriveMail(deps);
  const [ours] = config.addresses;
  const sending = new Map<string, Promise<Sent>>();

  async function send(message: OutboundMessage): Promise<Sent> {
    const conversation = await conversations.get(message.conversation);
    if (!conversation)
      throw new SendRefused('channel.no-address', 'Nobody knows the address of this conversation.');
    const enclosed = await enclose(files, message);
    const mail = composeMail({ message, conversation, names, capabilities, ...enclosed, ...config });
    const key = names.keyOf(mail.messageId);
    const facts = { conversation: conversation._id, at: message.at };
    // Known before it leaves: its answer, or its bounce, may be quicker than the word that it was taken.
    const known = await mailThreads.learn(key, { ...facts, send: message.id });
    for (const each of names.subjectKeys(mail.subject)) await mailThreads.learn(each, facts);
    const sent: Sent = { providerMessageId: mail.messageId, state: 'stored' };
    if (known.sentAt !== undefined) return sent;
    await sendMail(mail);
    // Unnoted, another try may send it again; but it is the same mail, which mailboxes show once.
    await mailThreads.sent(key, now()).catch(() => undefined);
    return sent;
  }

  return {
    name: 'email',
    title: 'E-mail',
    capabilities,
    ends: { theirs: 'email', perCase: true, ...(ours !== undefined && { ours }) },
    knowsSends: false,
    longestSendMs,
    // Each may have arrived, and not every mailbox shows a mail of one Message-ID once.
    maxUnsureTries: 3,
    async verify(request) {
      const envelope = envelopeOf(request.body);
      if (!envelope || !request.rawBody)
        return { ok: false, code: 'missing', text: 'Hand over the bytes of a mail, and how it came.' };
      return arrive(Buffer.from(request.rawBody), envelope, request.at);
    },
    parse: (_request, arrived) => inboundOf(arrived),
    send(message) {
      const running = sending.get(message.id) ?? send(message).finally(() => sending.delete(message.id));
      sending.set(message.id, running);
      return running;
    },
  };
}
