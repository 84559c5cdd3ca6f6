import twilio from 'twilio';
import type { ChannelRequest, Verified } from './channel.ts';
import type { FormFields } from './form-fields.ts';
import { formOf } from './form-fields.ts';

/**
 * Whether Twilio signed the request for this address: HMAC-SHA1 over the public address and all fields,
 * https://www.twilio.com/docs/usage/security. The fields are nobody's word before.
 */
export function verifyTwilio(
  { url, headers, body }: ChannelRequest,
  { authToken, accountSid }: { authToken: string; accountSid: string },
): Verified<FormFields> {
  const signature = headers['x-twilio-signature'];
  if (signature === undefined)
    return { ok: false, code: 'missing', text: 'The header X-Twilio-Signature is missing.' };
  const form = formOf(body);
  if (!form || !twilio.validateRequest(authToken, signature, url, form))
    return {
      ok: false,
      code: 'invalid',
      text: 'The signature does not fit. Check TWILIO_AUTH_TOKEN and THROUGHLINE_PUBLIC_URL.',
    };
  if (form['AccountSid'] !== accountSid)
    return { ok: false, code: 'invalid', text: 'The request is of another Twilio account.' };
  return { ok: true, proof: form };
}
