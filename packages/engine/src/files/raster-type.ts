/** What a picture is by its first bytes, whatever its name and its sender say; undefined for all that is no such picture. */
export function rasterType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 16));
  if (head.subarray(0, 8).equals(png)) return 'image/png';
  if (head.subarray(0, 3).equals(jpeg)) return 'image/jpeg';
  const text = head.toString('latin1');
  if (/^GIF8[79]a/.test(text)) return 'image/gif';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

const png = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const jpeg = Buffer.of(0xff, 0xd8, 0xff);
