import type { Row } from './bench.ts';
import { reached } from './bench.ts';

export function table({ name, about, rows }: { name: string; about: string; rows: Row[] }): string {
  const cells = [
    ['measure', 'result', 'goal', ''],
    ...rows.map((row) => [
      row.measure,
      `${figure(row.value)} ${row.unit}`.trim(),
      goalOf(row),
      verdictOf(row),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        column === 0 || column === 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
  return `\n${name}: ${about}\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function figure(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-GB');
  return value >= 100 || Number.isInteger(value)
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1)
      : value.toFixed(3);
}

function goalOf({ goal, unit }: Row): string {
  if (!goal) return '';
  const [sign, limit] = 'atMost' in goal ? ['<=', goal.atMost] : ['>=', goal.atLeast];
  return `${sign} ${limit} ${unit}`.trim();
}

function verdictOf(row: Row): string {
  const isReached = reached(row);
  return isReached === undefined ? '' : isReached ? 'reached' : 'MISSED';
}
