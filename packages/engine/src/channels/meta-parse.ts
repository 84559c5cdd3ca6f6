import { createHash } from 'node:crypto';
import type { InboundAttachment, InboundMessage } from '../cases/gateway.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import { fileNameIn } from '../files/file-facts.ts';
import type { Receipt } from './channel.ts';
import { messageIdOf } from './chat-message.ts';
import { cleanText } from './clean-text.ts';
import type { MetaEvent, MetaMessage, MetaPostback } from './meta-events.ts';

export type MetaPlace = {
  channel: 'messenger' | 'instagram';
  /** The page, or the Instagram account. */
  ours: string;
  conversationIds: ConversationIds;
  at: number;
};

/** What the customer said by an event; nothing, where the event is about something else. */
export function messagesIn(event: MetaEvent, place: MetaPlace): InboundMessage[] {
  const { message, postback } = event;
  if (message && (message.is_echo || message.is_deleted)) return [];
  const said = message ? saidBy(message) : postback ? pressed(postback, event.timestamp) : undefined;
  if (!said) return [];
  const { channel, ours, conversationIds, at } = place;
  const theirs = event.sender.id;
  const conversation = conversationIds(channel, ours, theirs);
  // Meta's own ids are long, and name both ends.
  const messageId = messageIdOf(conversation, createHash('sha256').update(said.key).digest('base64url'));
  const attachments = message ? attachmentsOf(message, messageId) : [];
  const text = said.text === '' ? attachments.map(({ mediaType }) => `[${mediaType}]`).join(' ') : said.text;
  if (text === '') return [];
  return [
    {
      channel,
      providerMessageId: messageId,
      conversation,
      messageId,
      text,
      at,
      identifiers: [{ kind: channel, value: theirs, level: 'verified', evidence: 'meta-signed-webhook' }],
      reach: { ours, theirs },
      ...(said.choice !== undefined && { choice: said.choice.slice(0, 200) }),
      ...(attachments.length > 0 && { attachments }),
    },
  ];
}

/** How far messages of ours got. */
export function receiptsIn({ sender, delivery, read }: MetaEvent, place: MetaPlace): Receipt[] {
  const { channel, ours, conversationIds, at } = place;
  const conversation = conversationIds(channel, ours, sender.id);
  const of = (state: Receipt['state'], mids: string[] = [], watermark?: number): Receipt[] => {
    if (mids.length > 0) return mids.map((providerMessageId) => ({ providerMessageId, state, at }));
    return watermark === undefined ? [] : [{ until: { conversation, at: watermark }, state, at }];
  };
  return [
    ...of('delivered', delivery?.mids, delivery?.watermark),
    ...of('seen', read?.mid === undefined ? [] : [read.mid], read?.watermark),
  ];
}

type Said = { key: string; text: string; choice?: string };

function saidBy({ mid, text, quick_reply: reply, attachments, is_unsupported: odd }: MetaMessage): Said {
  // A link, a story or a post that is shared has words and an address, but is no file.
  const shared = (attachments ?? [])
    .filter(({ type }) => !(type in mediaTypes))
    .map(({ title, payload }) => [title, payload?.url].filter(Boolean).join(' '));
  const words = cleanText([text ?? '', ...shared.filter((words) => !text?.includes(words))].join('\n'));
  return {
    key: mid,
    text: words === '' && odd ? '[a message that Instagram does not pass on]' : words,
    ...(reply && { choice: reply.payload }),
  };
}

/** The button that begins a conversation is a greeting; that of a menu says its title. */
function pressed({ mid, title, payload }: MetaPostback, timestamp: number): Said {
  const greeting = /^get[ _]started$/i.test(payload ?? '') || /^get started$/i.test(title ?? '');
  return {
    key: mid ?? `postback/${timestamp}/${payload ?? ''}`,
    text: greeting ? 'Hello' : cleanText(title ?? payload ?? ''),
    ...(payload !== undefined && !greeting && { choice: payload }),
  };
}

/** Meta says what it is, but not which; the bytes will. */
const mediaTypes: { [type: string]: string } = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/mpeg',
  file: 'application/octet-stream',
};

function attachmentsOf({ attachments = [] }: MetaMessage, messageId: string): InboundAttachment[] {
  return attachments.flatMap(({ type, payload }, index) => {
    const mediaType = mediaTypes[type];
    if (mediaType === undefined || payload?.url === undefined) return [];
    const name = fileNameIn(payload.url) ?? type;
    return [{ id: `${messageId}:${index + 1}`, name, mediaType, bytes: 0, reference: payload.url }];
  });
}
