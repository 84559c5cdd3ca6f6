import { rasterTypes } from '@throughline/flow/file-limits';
import { rasterType } from './raster-type.ts';

/** A file's name as it may be shown and offered for saving: one line, no path, no tricks with writing direction. */
export function safeFileName(name: string | undefined): string {
  const cleaned = (name ?? '')
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .trim()
    .replace(/^\.+/, '');
  return shortened(cleaned) || 'file';
}

/** What a provider's address calls its file, as far as it says; to be shown only through `safeFileName`. */
export function fileNameIn(url: string): string | undefined {
  const last = URL.canParse(url) ? new URL(url).pathname.split('/').at(-1) : undefined;
  return last ? last.slice(0, 200) : undefined;
}

/** A picture is what its bytes are; of the rest its sender's word is kept, for showing only. */
export function mediaTypeOf(bytes: Uint8Array, told: string | undefined): string {
  const raster = rasterType(bytes);
  if (raster !== undefined) return raster;
  const type = safeMediaType(told);
  return rasterTypes.includes(type) ? unknownType : type;
}

/** Without parameters; of what is no media type, that it is unknown. */
export function safeMediaType(told: string | undefined): string {
  const type = told?.split(';')[0]?.trim().toLowerCase() ?? '';
  return /^[a-z0-9][a-z0-9!#$&^_.+-]{0,60}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}$/.test(type)
    ? type
    : unknownType;
}

const unknownType = 'application/octet-stream';
const maxLength = 120;

/** The ending stays: it says what the file is. */
function shortened(name: string): string {
  const letters = Array.from(name);
  if (letters.length <= maxLength) return name;
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? '';
  return `${letters.slice(0, maxLength - ending.length - 1).join('')}…${ending}`;
}
