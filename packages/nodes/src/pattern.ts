/**
 * A way to write order and account numbers that anybody can read and no text can make slow: `#` is a digit, `@` a letter,
 * `*` either, everything else is itself. `TL-######` finds "TL-123456", and also "tl 123456" and "TL123456".
 */
export type Pattern = string;

const wild: { [sign: string]: RegExp } = { '#': /^\p{Nd}$/u, '@': /^\p{L}$/u, '*': /^[\p{L}\p{Nd}]$/u };
const separators = /^[-\u2010-\u2015\s./_]$/;

/** Why a pattern cannot be used; undefined when it can. */
export function patternIssue(pattern: Pattern): string | undefined {
  if (pattern.length > 40) return 'Use at most 40 characters.';
  if (!/[#@*]/.test(pattern)) return 'Use # for a digit, @ for a letter or * for either, as in TL-######.';
  const outside = pattern.replaceAll(/\([^()]*\)/g, '');
  if (/[()]/.test(outside)) return 'Close every bracket, and put none inside another, as in (TL-)######.';
  if (!/[#@*]/.test(outside) || /\([^()]*[#@*]/.test(pattern))
    return 'Put only fixed characters into brackets, as in (TL-)######.';
  return undefined;
}

/** The first part of the text that fits, written as the pattern writes it; undefined when none does. */
export function findPattern(pattern: Pattern, text: string): string | undefined {
  const characters = Array.from(text.normalize('NFKC').slice(0, 10_000));
  return find(pattern, characters, 'whole') ?? find(pattern, characters, 'without-brackets');
}

type Form = 'whole' | 'without-brackets';

function find(pattern: Pattern, characters: string[], form: Form): string | undefined {
  for (let start = 0; start < characters.length; start++) {
    if (isWordCharacter(characters[start - 1])) continue;
    const found = matchAt(pattern, characters, start, form);
    if (found !== undefined) return found;
  }
  return undefined;
}

function matchAt(pattern: Pattern, characters: string[], start: number, form: Form): string | undefined {
  let at = start;
  let found = '';
  let leftOut = false;
  for (const sign of pattern) {
    if (sign === '(' || sign === ')') {
      leftOut = sign === '(' && form === 'without-brackets';
      continue;
    }
    if (leftOut) {
      found += sign;
      continue;
    }
    if (separators.test(sign)) {
      if (separators.test(characters[at] ?? '')) at++;
      found += sign;
      continue;
    }
    const character = characters[at];
    if (character === undefined || !fits(sign, character)) return undefined;
    found += wild[sign] ? character.toUpperCase() : sign;
    at++;
  }
  return isWordCharacter(characters[at]) ? undefined : found;
}

function fits(sign: string, character: string): boolean {
  return wild[sign]?.test(character) ?? sign.toLowerCase() === character.toLowerCase();
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /^[\p{L}\p{N}_]$/u.test(character);
}
