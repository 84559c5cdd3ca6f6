import { Agent, request } from 'undici';
import type { FetchedFile, FileLimits } from '../channels/channel.ts';
import { FileRefused } from '../channels/channel.ts';
import { RefusedAddress, checkedLookup, checkUrlAddress } from './address-check.ts';

export type DownloadOptions = FileLimits & {
  /** The provider's own base: what lies there is asked with `headers`, wherever it is. All else has to be a public address. */
  own: string;
  /** Such as its credentials: they stay with the provider. */
  headers?: { [name: string]: string };
  /** Addresses and CIDR ranges that are reachable although they are not public. */
  allowedAddresses?: string[];
};

const maxRedirects = 5;

/**
 * A provider's file, of at most `maxBytes`. Throws `FileRefused` for what is gone or too large, and for an address that may not
 * be asked; a provider's URL is somebody else's word.
 */
export async function download(url: string, options: DownloadOptions): Promise<FetchedFile> {
  const { own, headers = {}, allowedAddresses = [], signal, maxBytes } = options;
  const guarded = new Agent({ connect: { lookup: checkedLookup(allowedAddresses) } });
  const open = new Agent();
  try {
    let at = urlOf(url);
    for (let hop = 0; hop <= maxRedirects; hop += 1) {
      const isOwn = at.origin === new URL(own).origin;
      if (!isOwn) checkUrlAddress(at, allowedAddresses);
      const response = await request(at, {
        dispatcher: isOwn ? open : guarded,
        signal,
        headers: { 'user-agent': 'throughline', ...(isOwn && headers) },
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
        const bytes = await readLimited(body, maxBytes);
        return { bytes, ...(typeof type === 'string' && { mediaType: type }) };
      }
    }
    throw new FileRefused('file.too-many-redirects', `It was sent on more than ${maxRedirects} times.`);
  } catch (error) {
    if (isRefusedAddress(error))
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

async function readLimited(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new FileRefused('file.too-large', `It has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isRefusedAddress(error: unknown): boolean {
  if (error instanceof RefusedAddress) return true;
  return error instanceof Error && error.cause !== undefined && isRefusedAddress(error.cause);
}
