/** How an SMS is billed and sent: its alphabet and the number of segments (3GPP TS 23.038, 23.040). */
export type SmsSegments = { alphabet: 'GSM-7' | 'UCS-2'; segments: number };

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
/** These take two places. */
const extended = '\f^{}\\[~]|€';

/** 160 septets or 70 code units in one; with more, 153 or 67 in each, as a header says what belongs together. */
export function smsSegments(text: string): SmsSegments {
  const characters = Array.from(text);
  if (!characters.every((character) => basic.includes(character) || extended.includes(character))) {
    return { alphabet: 'UCS-2', segments: text.length <= 70 ? 1 : Math.ceil(text.length / 67) };
  }
  const septets = characters.reduce((sum, character) => sum + (extended.includes(character) ? 2 : 1), 0);
  return { alphabet: 'GSM-7', segments: septets <= 160 ? 1 : Math.ceil(septets / 153) };
}

const alike: { [character: string]: string } = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  '•': '-',
};

/** With typographic characters as plain ones: a single curly quote would more than double the price. */
export function plainForSms(text: string): string {
  return text.replaceAll(/[‘’‚“”„–—‑…\u00a0\u202f•]/g, (character) => alike[character] ?? character);
}
