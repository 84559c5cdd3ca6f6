import type { Logger } from 'pino';
import type { Attachment } from '@throughline/flow/message';
import type { Metrics } from '../api/metrics.ts';
import type { CaseGateway } from '../cases/gateway.ts';
import type { TakeReceipt } from '../cases/take-receipt.ts';
import type { Channel } from '../channels/channel.ts';
import type { MailThreadStore } from '../stores/mail-threads.ts';
import type { SetAsideMailStore } from '../stores/set-aside-mails.ts';
import type { ArrivedMail } from './arrived-mail.ts';
import { fileIdOf } from './inbound-mail.ts';
import type { MailEnvelope } from './mail.ts';
import type { MailNames } from './mail-names.ts';

/**
 * `refused`: the sender should hear so, and why; from a mailbox, where nobody hears, it is set aside as well. Whatever else came
 * of it, it is kept. Rejects when it could not be kept.
 */
export type TakeMail = (raw: Buffer, envelope: MailEnvelope) => Promise<TakenMail>;

export type TakenMail =
  | { outcome: 'received' | 'duplicate'; caseId?: string }
  | { outcome: 'set-aside' }
  | { outcome: 'refused'; text: string };

/** Keeps a file of a message; safe to call again with the same id. */
export type KeepFile = (
  file: Attachment & {
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
  log: Pick<Logger, 'warn'>;
  /** Where files of messages are kept; without, they are named only. */
  keepFile?: KeepFile;
  now?: () => number;
};

const maxSetAsideBytes = 200_000;
const maxBeginning = 2_000;
const maxLoopsNamed = 1_000;

/** What happens to a mail, however it came; safe to call again with the same one. */
export function createTakeMail(deps: TakeMailDeps): TakeMail {
  const { channel, gateway, takeReceipt, mailThreads, names, metrics, log, keepFile, now = Date.now } = deps;
  const loops = new Set<string>();
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
      if (envelope.via === 'imap' && !envelope.accepted) await keepAside(arrived, envelope, 'refused');
      return {
        outcome: 'refused',
        text: parsed.issues.map(({ field, text }) => `${field} ${text}`).join(' '),
      };
    }
    for (const receipt of parsed.receipts ?? []) await takeReceipt(channel.name, receipt);
    const [message] = parsed.messages;
    if (!message) return setAside(arrived, envelope);
    await keepFiles(arrived);
    const { duplicate, caseId } = await gateway.receive(message);
    await learn(arrived);
    const outcome = duplicate ? 'duplicate' : 'received';
    count(outcome);
    return { outcome, caseId };
  };

  /** Whoever answers this mail, or writes with our token, is in its conversation. */
  async function learn({ mail, conversation, at }: ArrivedMail): Promise<void> {
    if (mail.messageId !== '') await mailThreads.learn(names.keyOf(mail.messageId), { conversation, at });
  }

  async function keepFiles(arrived: ArrivedMail): Promise<void> {
    if (!keepFile) return;
    const { mail, conversation, at } = arrived;
    for (const [index, { content, ...file }] of mail.files.entries())
      await keepFile({
        ...file,
        id: fileIdOf(arrived, index),
        conversation,
        content,
        bytes: content.length,
        at,
      });
  }

  async function setAside(arrived: ArrivedMail, envelope: MailEnvelope): Promise<TakenMail> {
    if (envelope.accepted) return { outcome: 'refused', text: 'It cannot be read as a mail.' };
    const { kind } = arrived;
    const kept = await keepAside(arrived, envelope, kind);
    count(kept ? kind : 'duplicate');
    if (kept && kind === 'loop') nameLoop(arrived);
    return { outcome: kept ? 'set-aside' : 'duplicate' };
  }

  function keepAside(
    { id, mail, writer, raw, at, thread }: ArrivedMail,
    { via, from, to, checked }: MailEnvelope,
    kind: ArrivedMail['kind'] | 'refused',
  ): Promise<boolean> {
    const sender = writer ?? mail.from[0];
    return deps.setAsideMails.keep({
      _id: id,
      kind,
      at,
      subject: mail.subject.slice(0, 200),
      text: mail.written.slice(0, maxBeginning),
      bytes: raw.length,
      ...(sender && { from: sender.address }),
      ...(thread && { conversation: thread._id }),
      ...(raw.length <= maxSetAsideBytes && { original: raw }),
      ...(raw.length <= maxSetAsideBytes &&
        kind !== 'unreadable' &&
        kind !== 'refused' && { came: { via, to, checked, ...(from !== undefined && { from }) } }),
    });
  }

  /** Once for each thread, or writer where there is none: a customer may be behind it. */
  function nameLoop({ id, thread, writer, proven }: ArrivedMail): void {
    const which = thread?._id ?? writer?.address ?? id;
    if (loops.has(which)) return;
    if (loops.size >= maxLoopsNamed) loops.clear();
    loops.add(which);
    log.warn(
      { mail: id, proven, ...(thread && { conversation: thread._id }) },
      'mails come as from a program that answers ours; they are set aside, where people can take them',
    );
  }
}
