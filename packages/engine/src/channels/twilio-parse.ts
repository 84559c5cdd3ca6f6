import type { InboundAttachment } from '../cases/gateway.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import type { ChannelRequest, Parsed, Receipt } from './channel.ts';
import { messageIdOf } from './chat-message.ts';
import { cleanText } from './clean-text.ts';
import { consentOf, smsConsentOf } from './consent-words.ts';
import type { FormFields } from './form-fields.ts';
import { textOf } from './form-fields.ts';
import { failureOf } from './twilio-client.ts';

/** `prefix`: what Twilio writes before numbers of this channel. */
export type TwilioPlace = { name: 'sms' | 'whatsapp'; prefix: string; conversationIds: ConversationIds };

/** A message to our number. */
export function messageIn(form: FormFields, at: number, place: TwilioPlace): Parsed {
  const sid = sidOf(form);
  const [from, to] = [numberIn(place, form['From']), numberIn(place, form['To'])];
  if (sid === undefined) return noSid;
  if (from === undefined)
    return refused('From', 'is no number of this channel.', 'Check the webhook’s address.');
  if (to === undefined) return refused('To', 'is no number of this channel.', 'Check the webhook’s address.');
  const optOut = textOf(form['OptOutType'])?.toUpperCase();
  const words = cleanText(textOf(form['Body']) ?? '');
  const wordOf = place.name === 'sms' ? smsConsentOf : consentOf;
  const consent = optOut === 'HELP' ? 'help' : wordOf(optOut ?? words);
  const choice = textOf(form['ButtonPayload']) ?? textOf(form['ListId']);
  const name = cleanText(textOf(form['ProfileName']) ?? '').slice(0, 200);
  const conversation = place.conversationIds(place.name, to, from);
  const messageId = messageIdOf(conversation, sid);
  const attachments = attachmentsOf(messageId, form);
  const text = words === '' ? attachments.map((file) => `[${file.mediaType}]`).join(' ') : words;
  if (text === '') return { ok: true, messages: [], reply: nothing };
  return {
    ok: true,
    messages: [
      {
        channel: place.name,
        providerMessageId: sid,
        conversation,
        messageId,
        text,
        at,
        identifiers: [{ kind: 'phone', value: from, level: 'verified', evidence: `twilio-${place.name}` }],
        reach: { ours: to, theirs: from },
        ...(choice !== undefined && { choice: choice.slice(0, 200) }),
        ...(attachments.length > 0 && { attachments }),
        ...(name !== '' && { customerName: name }),
        ...(consent && { consent }),
      },
    ],
    reply: nothing,
  };
}

/** An answer goes out when there is one, not in this reply. */
const nothing = { type: 'text/xml', body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>' };

const states: { [status: string]: Receipt['state'] } = {
  delivered: 'delivered',
  read: 'seen',
  undelivered: 'failed',
  failed: 'failed',
};

/** How far a message of ours got. */
export function receiptIn(form: FormFields, { url, at }: Pick<ChannelRequest, 'url' | 'at'>): Parsed {
  const sid = sidOf(form);
  if (sid === undefined) return noSid;
  const state = states[(textOf(form['MessageStatus']) ?? textOf(form['SmsStatus']) ?? '').toLowerCase()];
  if (!state) return { ok: true, messages: [] };
  const send = new URL(url).searchParams.get('send');
  const code = Number(textOf(form['ErrorCode'])) || undefined;
  const receipt: Receipt = {
    providerMessageId: sid,
    state,
    at,
    ...(send !== null && { send }),
    ...(state === 'failed' && { error: failureOf(code) }),
  };
  return { ok: true, messages: [], receipts: [receipt] };
}

const sidOf = (form: FormFields) => textOf(form['MessageSid']) ?? textOf(form['SmsSid']);

/** `whatsapp:+447700900123` or `+447700900123` or a short code. */
function numberIn({ prefix }: TwilioPlace, value: string | string[] | undefined): string | undefined {
  const text = textOf(value)?.trim();
  if (text === undefined || !text.startsWith(prefix)) return undefined;
  const number = text.slice(prefix.length);
  return /^\+?\d{3,15}$/.test(number) ? number : undefined;
}

function attachmentsOf(messageId: string, form: FormFields): InboundAttachment[] {
  const count = Math.min(10, Number(textOf(form['NumMedia'])) || 0);
  return Array.from({ length: count }, (_, index) => {
    const mediaType = textOf(form[`MediaContentType${index}`]) ?? 'application/octet-stream';
    const reference = textOf(form[`MediaUrl${index}`]) ?? '';
    return {
      id: `${messageId}:${index + 1}`,
      name: `${index + 1}.${endingOf(mediaType)}`,
      mediaType,
      reference,
    };
  });
}

const endingOf = (mediaType: string) => /^\w+\/([a-z\d]{1,8})\b/.exec(mediaType)?.[1] ?? 'bin';

function refused(field: string, text: string, fix: string): Parsed {
  return { ok: false, issues: [{ field, code: 'wrong-value', text, fix }] };
}

const noSid = refused('MessageSid', 'is missing.', 'Send the webhooks of Programmable Messaging here.');
