import type { Cell } from './continue-elsewhere.ts';

/** Of the matrix, in its order. */
export const channels = ['webchat', 'email', 'sms', 'whatsapp', 'voice', 'messenger'] as const;

const size = channels.length * (channels.length - 1);

/** Whether every ordered pair was played, each once. */
export function isWhole(cells: readonly Cell[]): boolean {
  return cells.length === size && new Set(cells.map(({ from, to }) => `${from}/${to}`)).size === size;
}

/** From the rows to the columns: `+` goes on, `-` with what was missed below, `?` was not played. */
export function printMatrix(cells: readonly Cell[]): void {
  const width = Math.max('from / to'.length, ...channels.map((name) => name.length)) + 2;
  console.log(`\n${'from / to'.padEnd(width)}${channels.map((name) => name.padEnd(width)).join('')}`);
  for (const from of channels) {
    const marks = channels.map((to) => {
      const cell = cells.find((one) => one.from === from && one.to === to);
      return (cell ? (cell.misses.length === 0 ? '+' : '-') : to === from ? '' : '?').padEnd(width);
    });
    console.log(`${from.padEnd(width)}${marks.join('')}`.trimEnd());
  }
  const missed = cells.filter(({ misses }) => misses.length > 0);
  for (const { from, to, misses } of missed)
    for (const { check, text } of misses) console.log(`\n${from} -> ${to}: ${check}\n  ${text}`);
  console.log(`\n${cells.length - missed.length} of ${size} go on.`);
}
