import type { InboundAttachment } from '../cases/gateway.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import { fileNameIn } from '../files/file-facts.ts';
import type { ChannelRequest, Parsed, Receipt } from './channel.ts';
import { messageIdOf } from './chat-message.ts';
import { cleanText } from './clean-text.ts';
import type { Consent } from './consent-words.ts';
import { consentOf } from './consent-words.ts';
import type { FormFields } from './form-fields.ts';
import { textOf } from './form-fields.ts';
import { plivoFailure } from './plivo-client.ts';

/** A message to our number. */
export function messageIn(form: FormFields, at: number, conversationIds: ConversationIds): Parsed {
  const uuid = textOf(form['MessageUUID']);
  const [from, to] = [numberOf(form['From']), numberOf(form['To'])];
  if (uuid === undefined) return refused('MessageUUID', 'is missing.');
  if (from === undefined) return refused('From', 'is no number that can be answered.');
  if (to === undefined) return refused('To', 'is no number.');
  const intent = textOf(form['MessageIntent'])?.toLowerCase();
  const conversation = conversationIds('plivo-sms', to, from);
  const messageId = messageIdOf(conversation, uuid);
  const attachments = attachmentsOf(form, messageId);
  const words = cleanText(textOf(form['Text']) ?? textOf(form['Body']) ?? '');
  const text = words === '' ? attachments.map(() => '[file]').join(' ') : words;
  if (text === '') return { ok: true, messages: [] };
  // Plivo's word for opting out holds whatever the text was: it lets nothing more through. Its word for opting in may have been
  // the "yes" to a question of ours. What asks for help it answers by itself.
  const consent = intents[intent ?? ''] ?? consentOf(words);
  return {
    ok: true,
    messages: [
      {
        channel: 'plivo-sms',
        providerMessageId: uuid,
        conversation,
        messageId,
        text,
        at,
        identifiers: [{ kind: 'phone', value: from, level: 'verified', evidence: 'plivo-sms' }],
        reach: { ours: to, theirs: from },
        ...(attachments.length > 0 && { attachments }),
        ...(consent && { consent }),
      },
    ],
  };
}

const intents: { [intent: string]: Consent } = { optout: 'stop', help: 'help' };

const states: { [status: string]: Receipt['state'] } = {
  delivered: 'delivered',
  failed: 'failed',
  undelivered: 'failed',
  rejected: 'failed',
};

/** How far a message of ours got. */
export function receiptIn(form: FormFields, { url, at }: ChannelRequest): Parsed {
  const uuid = textOf(form['MessageUUID']);
  const status = textOf(form['Status'])?.toLowerCase();
  if (uuid === undefined) return refused('MessageUUID', 'is missing.');
  if (status === undefined) return refused('Status', 'is missing.');
  const state = states[status];
  if (!state) return { ok: true, messages: [] };
  const send = new URL(url).searchParams.get('send');
  const receipt: Receipt = {
    providerMessageId: uuid,
    state,
    at,
    ...(send !== null && { send }),
    ...(state === 'failed' && { error: plivoFailure(textOf(form['ErrorCode'])) }),
  };
  return { ok: true, messages: [], receipts: [receipt] };
}

/** Plivo leaves out the plus of a number; a short code has none. */
function numberOf(value: string | string[] | undefined): string | undefined {
  const digits = textOf(value)?.trim().replace(/^\+/, '') ?? '';
  if (/^[1-9]\d{6,14}$/.test(digits)) return `+${digits}`;
  return /^\d{3,6}$/.test(digits) ? digits : undefined;
}

function attachmentsOf(form: FormFields, messageId: string): InboundAttachment[] {
  const urls = Object.keys(form)
    .filter((name) => /^Media\d{1,2}$/.test(name))
    .toSorted((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
    .flatMap((name) => textOf(form[name]) ?? []);
  return urls.slice(0, 10).map((reference, index) => ({
    id: `${messageId}:${index + 1}`,
    name: fileNameIn(reference) ?? `file-${index + 1}`,
    mediaType: 'application/octet-stream',
    bytes: 0,
    reference,
  }));
}

function refused(field: string, text: string): Parsed {
  const fix = 'Point the message URL of the Plivo application to this address.';
  return { ok: false, issues: [{ field, code: 'wrong-value', text, fix }] };
}
