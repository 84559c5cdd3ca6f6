import { createHash } from 'node:crypto';
import type { AddressObject, EmailAddress, ParsedMail } from 'mailparser';
import { simpleParser } from 'mailparser';
import { safeFileName, safeMediaType } from '../files/file-facts.ts';
import { cleanMailText, oneLine } from './clean-mail-text.ts';
import { htmlText } from './html-text.ts';
import type { HeaderLine, Mail, MailFile, MailPerson } from './mail.ts';
import { mailAddress } from './mail-address.ts';
import { newText } from './new-text.ts';
import { safeHtml } from './safe-html.ts';
import { UnreadableMail } from './unreadable-mail.ts';

const maxHtmlLength = 300_000;
const maxTextLength = 200_000;
const maxFiles = 50;
const maxReferences = 50;

/** Reads any bytes, as far as they can be; rejects with `UnreadableMail` for what nobody writes, such as a thousand parts. */
export async function readMail(raw: Buffer): Promise<Mail> {
  const parsed = await parse(raw);
  const headers = headerLines(parsed);
  const html = typeof parsed.html === 'string' ? safeHtml(parsed.html.slice(0, maxHtmlLength)) : undefined;
  const plain = cleanMailText((parsed.text ?? '').slice(0, maxTextLength));
  const text =
    plain !== '' ? plain : html === undefined ? '' : cleanMailText(htmlText(html)).slice(0, maxTextLength);
  const valuesOf = (name: string) => headers.flatMap(({ key, value }) => (key === name ? [value] : []));
  return {
    headers,
    messageId: idsIn(valuesOf('message-id').slice(0, 1))[0] ?? '',
    inReplyTo: idsIn(valuesOf('in-reply-to')),
    references: idsIn(valuesOf('references')),
    // Two From headers are two senders: a checking server may have looked at the other one.
    from: valuesOf('from').length > 1 ? [] : people(parsed.from),
    replyTo: people(parsed.replyTo),
    to: [
      ...people(parsed.to, parsed.cc, parsed.bcc).map(({ address }) => address),
      ...['delivered-to', 'x-original-to', 'envelope-to', 'x-forwarded-to'].flatMap((name) =>
        valuesOf(name).flatMap((value) => mailAddress(value.replace(/^<|>$/g, '')) ?? []),
      ),
    ],
    subject: oneLine(parsed.subject ?? '', 500),
    text,
    written: newText(text),
    ...(html !== undefined && { html }),
    files: parsed.attachments.slice(0, maxFiles).map(fileOf),
    content: contentOf(raw, valuesOf),
  };
}

async function parse(raw: Buffer): Promise<ParsedMail> {
  try {
    return await simpleParser(raw, {
      skipHtmlToText: true,
      skipTextToHtml: true,
      skipTextLinks: true,
      skipImageLinks: true,
      keepDeliveryStatus: true,
    });
  } catch (cause) {
    throw new UnreadableMail({ cause });
  }
}

function headerLines({ headerLines: lines }: ParsedMail): HeaderLine[] {
  return lines.map(({ key, line }) => ({
    key: key.toLowerCase(),
    value: line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n[ \t]*/g, ' ')
      .trim(),
  }));
}

function idsIn(values: string[]): string[] {
  const ids = values.flatMap((value) => value.slice(0, 20_000).match(/<[^\s<>]{3,500}>/g) ?? []);
  return [...new Set(ids)].slice(-maxReferences);
}

function people(...fields: (AddressObject | AddressObject[] | undefined)[]): MailPerson[] {
  return fields
    .flat()
    .flatMap((field) => field?.value ?? [])
    .flatMap(({ group, ...one }): EmailAddress[] => group ?? [one])
    .slice(0, 200)
    .flatMap(({ address, name }) => {
      const normal = mailAddress(address);
      const shown = oneLine(name ?? '', 100);
      return normal ? [{ address: normal, ...(shown && { name: shown }) }] : [];
    });
}

function fileOf(
  { filename, contentType, content }: ParsedMail['attachments'][number],
  index: number,
): MailFile {
  const unnamed = `${contentType === 'message/rfc822' ? 'message' : 'file'}-${index + 1}`;
  return { name: safeFileName(filename || unnamed), mediaType: safeMediaType(contentType), content };
}

/** What no server on the way changes: who, when, what about, and the body. */
function contentOf(raw: Buffer, valuesOf: (name: string) => string[]): Uint8Array {
  const end = /\r?\n\r?\n/.exec(raw.toString('latin1', 0, 1_000_000));
  const body = end ? raw.toString('latin1', end.index + end[0].length) : '';
  const hash = createHash('sha256');
  for (const name of ['from', 'date', 'subject']) hash.update(JSON.stringify(valuesOf(name)));
  return hash.update(body.replace(/\r\n/g, '\n').trimEnd(), 'latin1').digest();
}
