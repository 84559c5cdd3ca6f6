import type { Cell } from './continue-elsewhere.ts';

/** From the rows to the columns: `+` goes on, `-` with what was missed below. */
export function printMatrix(cells: readonly Cell[]): void {
  const names = [...new Set(cells.map(({ from }) => from))];
  const width = Math.max(...names.map((name) => name.length)) + 2;
  console.log(`\n${'from / to'.padEnd(width)}${names.map((name) => name.padEnd(width)).join('')}`);
  for (const from of names) {
    const marks = names.map((to) => {
      const cell = cells.find((one) => one.from === from && one.to === to);
      return (cell ? (cell.misses.length === 0 ? '+' : '-') : '').padEnd(width);
    });
    console.log(`${from.padEnd(width)}${marks.join('')}`.trimEnd());
  }
  const missed = cells.filter(({ misses }) => misses.length > 0);
  for (const { from, to, misses } of missed)
    for (const { check, text } of misses) console.log(`\n${from} -> ${to}: ${check}\n  ${text}`);
  console.log(`\n${cells.length - missed.length} of ${cells.length} go on.`);
}
