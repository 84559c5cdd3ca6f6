/** A value as it is shown beside a name: JSON, cut where it gets long. */
export function shortValue(value: unknown, most = 40): string {
  const text = JSON.stringify(value) ?? '';
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
