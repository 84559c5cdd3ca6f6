/**
 * The one number in a text, however it is written: `1,234.50`, `1.234,50`, `1 234,5`, `-3`, `about 20 €`. Undefined when
 * there is none or more than one. A single separator before three digits (`1.234`, `1,234`) separates thousands.
 */
export function parseNumber(text: string): number | undefined {
  const found = text.normalize('NFKC').match(/[-−]?\d[\d.,'’ \u00a0\u202f]{0,30}/g) ?? [];
  const [only] = found;
  if (only === undefined || found.length > 1) return undefined;
  return valueOf(only.replace('−', '-').replaceAll(/[.,]+$|[^\d]+$/g, ''));
}

function valueOf(written: string): number | undefined {
  const text = written.replaceAll(/['’\s]/g, ' ');
  const decimal = decimalSeparator(text);
  const [whole = '', fraction = '', ...more] = decimal === undefined ? [text] : text.split(decimal);
  if (more.length > 0 || !/^\d*$/.test(fraction)) return undefined;
  const groups = whole.replace('-', '').split(/[., ]/);
  const grouped = groups.length === 1 || (groups[0] ?? '').length <= 3;
  if (!grouped || groups.slice(1).some((group) => group.length !== 3)) return undefined;
  const number = Number(`${whole.startsWith('-') ? '-' : ''}${groups.join('')}.${fraction || '0'}`);
  return Number.isFinite(number) ? number : undefined;
}

/** The last of two different signs; of one sign, the one that stands once and not before exactly three digits. */
function decimalSeparator(text: string): string | undefined {
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  if (last === -1) return undefined;
  const sign = text[last] ?? '';
  const other = sign === '.' ? ',' : '.';
  if (text.includes(other)) return sign;
  const standsOnce = text.indexOf(sign) === last;
  const isThousands = /^\d{3}$/.test(text.slice(last + 1)) && /^-?[1-9]\d{0,2}$/.test(text.slice(0, last));
  return standsOnce && !isThousands ? sign : undefined;
}
