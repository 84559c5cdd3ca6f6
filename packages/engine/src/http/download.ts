import { Agent, request } from 'undici';
import type { FetchedFile, FileLimits } from '../channels/channel.ts';
import { FileRefused } from '../channels/channel.ts';
import { checkedLookup, checkUrlAddress, refusedAddress } from './address-check.ts';
import { readLimited } from './read-limited.ts';

export type DownloadOptions = FileLimits & {
  /** The provider's own base: what lies there is asked with `headers`, wherever it is. All else has to be a public address. */
  own: string;
  /** Such as its credentials: they stay with the provider. */
  headers?: { [name: string]: string };
};

const maxRedirects = 5;

/**
 * A provider's file, of at most `maxBytes`. Throws `FileRefused` for what is gone or too large, and for an address that may not
 * be asked; a provider's URL is somebody else's word.
 */
export async function download(url: string, options: DownloadOptions): Promise<FetchedFile> {
  const { own, signal, maxBytes } = options;
  const guarded = new Agent({ connect: { lookup: checkedLookup([]) } });
  const open = new Agent();
  const tooLarge = () => new FileRefused('file.too-large', `It has more than ${maxBytes} bytes.`);
  try {
    let at = urlOf(url);
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      if (!isOwn(at, own)) checkUrlAddress(at, []);
      const response = await request(at, {
        dispatcher: isOwn(at, own) ? open : guarded,
        signal,
        headers: headersAt(at, options),
      });
      const { statusCode, body } = response;
      const location = response.headers['location'];
      if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
        await body.dump();
        at = urlOf(new URL(location, at).href);
      } else if (statusCode === 404 || statusCode === 410) {
        throw new FileRefused('file.gone', 'The provider has it no longer.');
      } else if (statusCode !== 200) {
        throw new Error(`the provider answered ${statusCode}`);
      } else {
        const type = response.headers['content-type'];
        const bytes = await readLimited(body, maxBytes, tooLarge);
        return { bytes, ...(typeof type === 'string' && { mediaType: type }) };
      }
    }
    throw new FileRefused('file.too-many-redirects', `It was sent on more than ${maxRedirects} times.`);
  } catch (error) {
    if (refusedAddress(error))
      throw new FileRefused('file.refused-address', 'It lies at an address that may not be asked.');
    throw error;
  } finally {
    await Promise.all([guarded.destroy(), open.destroy()]);
  }
}

function urlOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new FileRefused('file.bad-url', 'The provider named no address of http or https.');
  return url;
}

/** Credentials stay with the provider, wherever it sends us on to. */
export function headersAt(
  at: URL,
  { own, headers = {} }: Pick<DownloadOptions, 'own' | 'headers'>,
): { [name: string]: string } {
  return { 'user-agent': 'throughline', ...(isOwn(at, own) && headers) };
}

const isOwn = (at: URL, own: string) => at.origin === new URL(own).origin;
