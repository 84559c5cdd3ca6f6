/**
 * The text in parts of at most `max` characters, cut where a reader would pause: between paragraphs, else lines, else
 * sentences, else words. Nothing is lost but the white space at the cuts; a character of two code units stays whole.
 */
export function splitText(text: string, max: number): string[] {
  if (max < 2) throw new RangeError('a part needs room for a character');
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > max) {
    const at = cutBefore(rest, max);
    parts.push(rest.slice(0, at).trimEnd());
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}

const pauses = [/\n\s*\n/g, /\n/g, /[.!?…。！？]["'”’)]?\s/g, /\s/g];

/** A pause in the first half would make many short parts: a lesser one further on is better then. */
function cutBefore(text: string, max: number): number {
  const head = text.slice(0, max + 1);
  for (const pause of pauses) {
    const last = [...head.matchAll(pause)].at(-1);
    const end = last ? last.index + last[0].trimEnd().length : 0;
    if (end > max / 2 && end <= max) return end;
  }
  const code = text.charCodeAt(max - 1);
  return code >= 0xd800 && code <= 0xdbff ? max - 1 : max;
}
