import type { Attachment } from '@throughline/flow/message';
import type { Metrics } from '../api/metrics.ts';
import type { CaseGateway } from '../cases/gateway.ts';
import type { TakeReceipt } from '../cases/take-receipt.ts';
import type { Channel } from '../channels/channel.ts';
import type { MailThreadStore } from '../stores/mail-threads.ts';
import type { SetAsideMailStore } from '../stores/set-aside-mails.ts';
import type { ArrivedMail } from './arrived-mail.ts';
import { messageIdOf } from './inbound-mail.ts';
import type { MailEnvelope } from './mail.ts';
import type { MailNames } from './mail-names.ts';

/** `refused`: the sender should hear so, and why. Whatever else came of it, it is kept. Rejects when it could not be kept. */
export type TakeMail = (
  raw: Buffer,
  envelope: MailEnvelope,
) => Promise<{ outcome: 'received' | 'duplicate' | 'set-aside' } | { outcome: 'refused'; text: string }>;

/** Keeps a file of a message; safe to call again with the same id. */
export type KeepFile = (
  file: Attachment & {
    messageId: string;
    conversation: string;
    content: Uint8Array;
    at: number;
  },
) => Promise<void>;

export type TakeMailDeps = {
  channel: Channel<ArrivedMail>;
  gateway: Pick<CaseGateway, 'receive'>;
  takeReceipt: TakeReceipt;
  mailThreads: Pick<MailThreadStore, 'learn'>;
  setAsideMails: Pick<SetAsideMailStore, 'keep'>;
  names: MailNames;
  metrics: Pick<Metrics, 'messages'>;
  /** Where files of messages are kept; without, they are named only. */
  keepFile?: KeepFile;
  now?: () => number;
};

const maxSetAsideBytes = 200_000;

/** What happens to a mail, however it came; safe to call again with the same one. */
export function createTakeMail(deps: TakeMailDeps): TakeMail {
  const { channel, gateway, takeReceipt, mailThreads, names, metrics, keepFile, now = Date.now } = deps;
  const count = (outcome: string) => metrics.messages.inc({ channel: channel.name, outcome });

  return async (raw, envelope) => {
    const request = {
      url: 'mail:',
      headers: {},
      body: envelope,
      rawBody: raw,
      at: Math.min(envelope.at ?? Infinity, now()),
    };
    const verified = await channel.verify(request);
    if (!verified.ok) {
      count('refused');
      return { outcome: 'refused', text: verified.text };
    }
    const arrived = verified.proof;
    const parsed = channel.parse(request, arrived);
    if (!parsed.ok) {
      count('invalid');
      return {
        outcome: 'refused',
        text: parsed.issues.map(({ field, text }) => `${field} ${text}`).join(' '),
      };
    }
    for (const receipt of parsed.receipts ?? []) await takeReceipt(channel.name, receipt);
    const [message] = parsed.messages;
    if (!message) return setAside(arrived);
    await keepFiles(arrived);
    const { duplicate } = await gateway.receive(message);
    await learn(arrived);
    count(duplicate ? 'duplicate' : 'received');
    return { outcome: duplicate ? 'duplicate' : 'received' };
  };

  /** Whoever answers this mail, or writes with our token, is in its conversation. */
  async function learn({ mail, conversation, at }: ArrivedMail): Promise<void> {
    if (mail.messageId !== '') await mailThreads.learn(names.keyOf(mail.messageId), { conversation, at });
  }

  async function keepFiles(arrived: ArrivedMail): Promise<void> {
    if (!keepFile) return;
    const { mail, conversation, at } = arrived;
    const of = { messageId: messageIdOf(arrived), conversation, at };
    for (const [index, { content, ...file }] of mail.files.entries())
      await keepFile({ ...of, ...file, content, id: `${of.messageId}:${index + 1}`, bytes: content.length });
  }

  async function setAside({ id, kind, mail, raw, at, thread }: ArrivedMail) {
    const kept = await deps.setAsideMails.keep({
      _id: id,
      kind,
      at,
      subject: mail.subject.slice(0, 200),
      ...(thread && { conversation: thread._id }),
      ...(raw.length <= maxSetAsideBytes && { original: raw }),
    });
    count(kept ? kind : 'duplicate');
    return { outcome: kept ? 'set-aside' : 'duplicate' } as const;
  }
}
