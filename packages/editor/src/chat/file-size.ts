/** `12 kB`, `1.4 MB`, as the reader's language writes it; never less than 1 kB. */
export function fileSize(bytes: number, locale?: string): string {
  if (bytes < 999_500) return format(Math.max(1, bytes / 1_000), 'kilobyte', 0, locale);
  return format(bytes / 1_000_000, 'megabyte', 1, locale);
}

function format(value: number, unit: string, digits: number, locale: string | undefined): string {
  return value.toLocaleString(locale, { style: 'unit', unit, maximumFractionDigits: digits });
}
