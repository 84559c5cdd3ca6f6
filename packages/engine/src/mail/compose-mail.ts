import { channelForm } from '@throughline/flow/channel-form';
import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { SendMailOptions } from 'nodemailer';
import type { OutboundMessage } from '../channels/channel.ts';
import type { ConversationRow } from '../stores/conversations.ts';
import type { Enclosed } from './enclose.ts';
import type { MailNames } from './mail-names.ts';

export type ComposeMail = {
  message: OutboundMessage;
  conversation: ConversationRow;
  names: MailNames;
  /** What customers see beside our address. */
  displayName: string;
  plusAddresses: boolean;
  capabilities: ChannelCapabilities;
} & Enclosed;

export type ComposedMail = SendMailOptions & {
  messageId: string;
  subject: string;
  envelope: { from: string; to: string[] };
};

/**
 * A message as a mail of its thread. Made of the message alone, so that the same send is the same mail. What programs must
 * not answer says so, as RFC 3834 wants it.
 */
export function composeMail(compose: ComposeMail): ComposedMail {
  const { message, conversation, names, displayName, plusAddresses, capabilities, enclosed, linked } =
    compose;
  const { ours, theirs, thread } = conversation;
  const shown = channelForm(message, capabilities).texts;
  const text = [...shown, ...linked.map(({ name, url }) => `${name}: ${url}`)].join('\n\n');
  const replyTo = plusAddresses ? names.replyAddress(ours, conversation._id) : ours;
  const author =
    message.from === 'agent' && message.author ? `${line(message.author)} (${displayName})` : displayName;
  return {
    messageId: names.messageIdOf(message.id, ours),
    date: new Date(message.at),
    from: { name: author, address: ours },
    to: { name: '', address: theirs },
    replyTo: { name: displayName, address: replyTo },
    envelope: { from: ours, to: [theirs] },
    subject: subjectOf(thread?.subject, { displayName, token: names.subjectToken(conversation._id) }),
    ...(thread?.inReplyTo && { inReplyTo: thread.inReplyTo }),
    ...(thread && thread.references.length > 0 && { references: thread.references }),
    headers: {
      'X-Loop': ours,
      ...(message.from === 'bot' && {
        'Auto-Submitted': 'auto-replied',
        'X-Auto-Response-Suppress': 'OOF, AutoReply',
      }),
    },
    text,
    html: htmlOf(text),
    ...(enclosed.length > 0 && { attachments: enclosed }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** `Re:` once, in front of what the customer wrote, with the token that finds the conversation again. */
function subjectOf(
  subject: string | undefined,
  { displayName, token }: { displayName: string; token: string },
): string {
  const base = line(subject ?? '');
  return base === '' ? `${displayName} ${token}` : `Re: ${base.slice(0, 180)} ${token}`;
}

/** One line: no header can begin in a subject or a name. */
function line(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function htmlOf(text: string): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((part) => `<p>${part.split('\n').map(withLinks).join('<br>\n')}</p>`)
    .join('\n');
  return `<!doctype html>\n<html><body style="font-family:sans-serif;font-size:15px;line-height:1.5">\n${paragraphs}\n</body></html>`;
}

function withLinks(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/)
    .map((part, index) => (index % 2 === 1 ? `<a href="${escape(part)}">${escape(part)}</a>` : escape(part)))
    .join('');
}

const entities: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
