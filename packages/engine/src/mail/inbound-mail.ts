import type { Attachment } from '@throughline/flow/message';
import type { InboundIdentifier, InboundMessage } from '../cases/gateway.ts';
import type { Parsed } from '../channels/channel.ts';
import type { MailThread } from '../stores/conversations.ts';
import type { ArrivedMail } from './arrived-mail.ts';
import type { Mail, MailPerson } from './mail.ts';
import { domainOf } from './mail-address.ts';
import { subjectTokenPattern } from './mail-names.ts';

/** Longest text that a case gets of a mail; the rest is in the original. */
const maxTextLength = 20_000;
const maxOriginalBytes = 500_000;
const maxHtmlLength = 200_000;
const maxReferences = 20;

/** What a mail is to a case: a message, the word that one of ours did not arrive, or nothing. */
export function inboundOf(arrived: ArrivedMail): Parsed {
  const { kind, bounced, at, writer } = arrived;
  if (bounced?.send !== undefined && bounced.failed) {
    const status = bounced.status === undefined ? '' : ` (${bounced.status})`;
    const error = { code: 'channel.bounced', message: `The customer's mail server sent it back${status}.` };
    const receipt = {
      send: bounced.send,
      providerMessageId: bounced.send,
      state: 'failed',
      error,
      at,
    } as const;
    return { ok: true, messages: [], receipts: [receipt] };
  }
  if (kind !== 'person') return { ok: true, messages: [] };
  if (!writer)
    return {
      ok: false,
      issues: [
        {
          field: 'From',
          code: 'missing',
          text: 'does not say who wrote it.',
          fix: 'Give one From header with one address.',
        },
      ],
    };
  return { ok: true, messages: [messageOf(arrived, writer)] };
}

function messageIdOf(arrived: Pick<ArrivedMail, 'id'>): string {
  return `email:${arrived.id}`;
}

export function fileIdOf(arrived: Pick<ArrivedMail, 'id'>, index: number): string {
  return `${messageIdOf(arrived)}:${index + 1}`;
}

function messageOf(arrived: ArrivedMail, writer: MailPerson): InboundMessage {
  const { mail, raw, at, id, conversation, thread, ours, doubtful } = arrived;
  // Where the answers of a thread go is said once, by whoever begins it: anybody can write a header into one that runs.
  const theirs = thread?.theirs ?? answerTo(arrived, writer);
  const begunBy = thread ? thread.thread?.writer : theirs === writer.address ? undefined : writer.address;
  const isGuest = thread !== undefined && ![thread.theirs, begunBy].includes(writer.address);
  const attachments = attachmentsOf(arrived);
  const subject = baseSubject(mail.subject);
  const text = mail.written || subject || attachments.map(({ name }) => name).join(', ') || '(no text)';
  return {
    channel: 'email',
    providerMessageId: id,
    conversation,
    messageId: messageIdOf(arrived),
    text: text.length > maxTextLength ? `${text.slice(0, maxTextLength).trimEnd()} ...` : text,
    at,
    identifiers: [identifierOf(arrived, writer)],
    reach: {
      ...{ ours, theirs },
      thread: { ...threadOf(mail, subject), ...(begunBy !== undefined && { writer: begunBy }) },
    },
    ...(thread && { inThread: true }),
    ...(isGuest && { author: writer.name ? `${writer.name} (${writer.address})` : writer.address }),
    ...(!isGuest && thread && doubtful && { author: `${writer.address} (not proven)` }),
    ...(!isGuest && writer.name !== undefined && { customerName: writer.name }),
    ...(attachments.length > 0 && { attachments }),
    ...(subject !== '' && { subject }),
    original: {
      bytes: raw.length,
      ...(raw.length <= maxOriginalBytes && { mail: raw.toString('base64') }),
      ...(mail.html !== undefined && { html: mail.html.slice(0, maxHtmlLength) }),
    },
  };
}

function identifierOf({ mail, proven }: ArrivedMail, writer: MailPerson): InboundIdentifier {
  const isSender = mail.from[0]?.address === writer.address;
  const level = proven && isSender ? 'verified' : 'claimed';
  const evidence = level === 'verified' ? 'dmarc' : isSender ? 'from-header' : 'reply-to-header';
  return { kind: 'email', value: writer.address, level, evidence };
}

/**
 * Reply-To is where people want their answer. With a sender whom nothing proves it would be anybody's way to get what is answered
 * to somebody else; a proven sender's may have been added on the way by somebody who passes a signed mail on: it counts only at
 * home.
 */
function answerTo({ mail, proven }: ArrivedMail, writer: MailPerson): string {
  const [answer] = mail.replyTo;
  const isTheirs = proven && domainOf(answer?.address ?? '') === domainOf(writer.address);
  return answer && isTheirs ? answer.address : writer.address;
}

function attachmentsOf(arrived: ArrivedMail): Attachment[] {
  return arrived.mail.files.map(({ name, mediaType, content }, index) => ({
    id: fileIdOf(arrived, index),
    name,
    mediaType,
    bytes: content.length,
  }));
}

/** The first mail of a thread and the newest ones: what RFC 5322 lets a long thread keep. */
function threadOf({ messageId, references, inReplyTo }: Mail, subject: string): MailThread {
  const before = references.length > 0 || inReplyTo.length !== 1 ? references : inReplyTo;
  const all = [...before, ...(messageId === '' ? [] : [messageId])];
  const kept = all.length > maxReferences ? [...all.slice(0, 1), ...all.slice(1 - maxReferences)] : all;
  return { subject, inReplyTo: messageId, references: kept };
}

const answerMark =
  /^\s*(?:(?:re|aw|antw|antwort|sv|vs|rif|ref|res|odp|tr|fwd?|wg|vb|rv|enc|i)(?:\[\d+\])?\s?[:：]\s*)+/iu;

/** Without the marks of answers, in any language, and without our token. */
function baseSubject(subject: string): string {
  return subject
    .replaceAll(subjectTokenPattern, ' ')
    .replace(answerMark, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
