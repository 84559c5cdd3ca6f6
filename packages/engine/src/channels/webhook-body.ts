import type { Json } from '@throughline/flow/json';
import { parseJson } from '../api/json-body.ts';
import { Problem } from '../api/problems.ts';

/** A form's fields as text, or as a list where one is repeated; JSON as strictly as the API reads it. Throws `Problem`. */
export function readWebhookBody(contentType: string | undefined, bytes: Uint8Array): Json {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (bytes.length === 0) return {};
  if (type === 'application/json') return parseJson(bytes);
  if (type === 'application/x-www-form-urlencoded') return formFields(textOf(bytes));
  throw new Problem('body.wrong-type', 'Send a form or JSON, in UTF-8.');
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem('body.not-utf8', 'The body holds bytes that are not UTF-8. Encode it as UTF-8.');
  }
}

/** Providers send a few dozen. */
const maxFields = 1_000;

function formFields(text: string): { [name: string]: string | string[] } {
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > maxFields)
    throw new Problem(
      'body.too-large',
      `The form has ${pairs.length} fields. Send at most ${maxFields.toLocaleString('en')}.`,
    );
  const fields: { [name: string]: string | string[] } = Object.create(null) as {
    [name: string]: string | string[];
  };
  for (const [name, value] of pairs) {
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (Array.isArray(known)) known.push(value);
    else fields[name] = [known, value];
  }
  return fields;
}
