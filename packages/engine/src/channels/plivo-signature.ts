import { validateV3Signature } from 'plivo';
import type { PlivoConfig } from '../channel-config.ts';
import type { ChannelRequest, Verified } from './channel.ts';
import type { FormFields } from './form-fields.ts';
import { formOf } from './form-fields.ts';

/** Whether Plivo signed the request for this address: HMAC-SHA256 over the public address, all fields and a nonce. */
export function verifyPlivo(
  { url, headers, body }: ChannelRequest,
  { authToken }: Pick<PlivoConfig, 'authToken'>,
): Verified<FormFields> {
  const signature = headers['x-plivo-signature-v3'];
  const nonce = headers['x-plivo-signature-v3-nonce'];
  if (signature === undefined || nonce === undefined)
    return {
      ok: false,
      code: 'missing',
      text: 'The headers X-Plivo-Signature-V3 and its nonce are missing.',
    };
  const form = formOf(body);
  if (!form || !isSigned({ url, nonce, signature, authToken, form }))
    return {
      ok: false,
      code: 'invalid',
      text: 'The signature does not fit. Check PLIVO_AUTH_TOKEN and THROUGHLINE_PUBLIC_URL.',
    };
  return { ok: true, proof: form };
}

type Signed = { url: string; nonce: string; signature: string; authToken: string; form: FormFields };

/** Plivo's check sorts the lists that it is given, and throws at texts that no signature has. */
function isSigned({ url, nonce, signature, authToken, form }: Signed): boolean {
  try {
    return validateV3Signature('POST', url, nonce, authToken, signature, structuredClone(form)) === true;
  } catch {
    return false;
  }
}
