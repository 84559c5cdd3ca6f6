const units: { [unit: string]: number } = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A sentence for whoever wrote a length of time that `durationMs` does not know. */
export const durationHint = 'Write a length of time such as "30s", "15m", "1h30m", "24h" or "7d".';

/** The length of "30s", "1h30m" or "7d" in milliseconds; undefined when the text is none, or is longer than ten years. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d{1,9}(ms|[smhdw]))+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)(ms|[smhdw])/g)];
  const ms = parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (units[unit ?? ''] ?? 0), 0);
  return ms > 3_650 * 86_400_000 ? undefined : ms;
}

/** The shortest text of a length of time that `durationMs` reads as the same: "1h30m"; "0s" for none. */
export function durationText(ms: number): string {
  let rest = Math.max(0, Math.round(ms));
  let text = '';
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const size = units[unit] ?? 1;
    const amount = Math.floor(rest / size);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * size;
  }
  return text === '' ? '0s' : text;
}
