/** The checkable facts in a text: what a wrong answer most often gets wrong. */
export interface Facts {
  /** Numbers with the unit or currency beside them, such as `30 day`, `eur 49.9`, `12`. */
  amounts: Amount[];
  /** ISO days, or `--05-03` where the year is not said. */
  dates: string[];
  /** Capitalised words inside sentences, lower-case. */
  names: string[];
  /** Addresses, codes and links, lower-case. */
  codes: string[];
}

export interface Amount {
  value: number;
  /** Singular, lower-case; currencies as ISO codes; undefined when the number stands alone. */
  unit?: string;
}

export function factsOf(text: string): Facts {
  const plain = text.normalize('NFKC').replace(/[’‘]/g, "'");
  const { codes, rest: withoutCodes } = takeCodes(plain);
  const { dates, rest } = takeDates(withoutCodes);
  return { amounts: amountsOf(rest), dates, names: namesOf(withoutCodes), codes };
}

const codePattern =
  /https?:\/\/\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\b(?:[\w-]+\.)+[a-z]{2,}(?:\/[\w./-]*)?|\b(?=\w*\d)(?=\w*[A-Z])[A-Z0-9][A-Z0-9-]{3,}\b/g;

function takeCodes(text: string): { codes: string[]; rest: string } {
  const codes: string[] = [];
  const rest = text.replace(codePattern, (code) => {
    if (/^(?:e\.g|i\.e|a\.m|p\.m)/i.test(code)) return code;
    codes.push(code.replace(/[.,;:!?)]+$/, '').toLowerCase());
    return ' ';
  });
  return { codes, rest };
}

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const month = `(${months.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})\\.?`;
const day = String.raw`(\d{1,2})(?:st|nd|rd|th)?`;
const year = String.raw`(?:,?\s+(\d{4}))?`;

function takeDates(text: string): { dates: string[]; rest: string } {
  const dates: string[] = [];
  const take = (y: string | undefined, m: number, d: string) => {
    dates.push(`${y ?? '-'}-${String(m).padStart(2, '0')}-${d.padStart(2, '0')}`);
    return ' ';
  };
  const numberOf = (name: string) =>
    months.findIndex((full) => full.startsWith(name.slice(0, 3).toLowerCase())) + 1;
  const rest = text
    .replace(/\b(\d{4})-(\d{2})-(\d{2})\b/g, (_, y: string, m: string, d: string) => take(y, Number(m), d))
    .replace(
      new RegExp(`\\b${day}\\s+(?:of\\s+)?${month}\\b${year}`, 'gi'),
      (_, d: string, m: string, y?: string) => take(y, numberOf(m), d),
    )
    .replace(new RegExp(`\\b${month}\\s+${day}\\b${year}`, 'gi'), (_, m: string, d: string, y?: string) =>
      take(y, numberOf(m), d),
    );
  return { dates, rest };
}

const small =
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
  eighteen nineteen`.split(/\s+/);
const tens = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const numberWord = `(?:(?:${tens.join('|')})(?:[- ](?:${small.slice(1, 10).join('|')}))?|${small.join('|')}|hundred)`;
const multiples: Record<string, number> = { once: 1, twice: 2, half: 0.5, double: 2 };
const currencies: Record<string, string> = {
  '€': 'eur',
  '£': 'gbp',
  $: 'usd',
  euro: 'eur',
  pound: 'gbp',
  dollar: 'usd',
  eur: 'eur',
  gbp: 'gbp',
  usd: 'usd',
};

const amountPattern = new RegExp(
  String.raw`([€£$])?\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.:]\d+)?|\b${numberWord}\b)(?:\s?(%|°C|[€£$](?!\s?\d)))?(?:[\s-]*(?:(?:working|business|calendar|full|whole|more|further)\s+)?(\p{L}+))?`,
  'giu',
);

function amountsOf(text: string): Amount[] {
  const amounts: Amount[] = [];
  for (const [, before, digits = '', after, word] of text.matchAll(amountPattern)) {
    const value = valueOf(digits.toLowerCase());
    // "one" is more often a pronoun than a count; "which one" claims nothing.
    if (value === undefined || (digits.toLowerCase() === 'one' && !isUnit(word))) continue;
    const unit = before ?? after ?? (word && isUnit(word) ? singular(word.toLowerCase()) : undefined);
    amounts.push(unit === undefined ? { value } : { value, unit: currencies[unit] ?? unit });
  }
  for (const [word] of text.toLowerCase().matchAll(/\b(?:twice|half|double)\b/g)) {
    const value = multiples[word];
    if (value !== undefined) amounts.push({ value, unit: word });
  }
  return amounts;
}

function valueOf(text: string): number | undefined {
  if (/^\d/.test(text)) return Number(text.replace(/,/g, '').replace(':', '.'));
  if (text === 'hundred') return 100;
  const [first = '', second] = text.split(/[- ]/);
  const ten = tens.indexOf(first);
  if (ten >= 0) return (ten + 2) * 10 + (second ? small.indexOf(second) : 0);
  const value = small.indexOf(first);
  return value < 0 ? undefined : value;
}

const units = new Set(
  `second minute hour day week month year euro pound dollar eur gbp usd percent gram kilogram kilo litre liter millilitre
  metre meter centimetre millimetre g kg mg l ml cl m cm mm km watt w kw v volt item piece time point bar degree c cup size am pm`.split(
    /\s+/,
  ),
);

function isUnit(word: string | undefined): boolean {
  return word !== undefined && units.has(singular(word.toLowerCase()));
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') ? word.slice(0, -1) : word;
}

/** Capitals after the first word of a sentence; the first word has one anyway. */
function namesOf(text: string): string[] {
  const names = text.matchAll(
    /(?<=[\p{Ll}\p{N},;:)]["'”]?\s["'“(]?)(\p{Lu}[\p{L}\p{N}]+(?:[-'][\p{L}\p{N}]+)*)/gu,
  );
  return [...names]
    .map(([, name = '']) => name.toLowerCase().replace(/'s$/, ''))
    .filter((name) => !months.includes(name));
}
