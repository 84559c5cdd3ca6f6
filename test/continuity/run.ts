import pino from 'pino';
import { agentAt } from '../../packages/engine/src/demo/agent-at.ts';
import type { Line } from '../../packages/engine/src/demo/line.ts';
import { plainProgress } from '../../packages/engine/src/local/plain-progress.ts';
import { logTemporalTo } from '../../packages/engine/src/temporal/log-temporal.ts';
import type { Cell } from './continue-elsewhere.ts';
import { continueElsewhere } from './continue-elsewhere.ts';
import type { Installation } from './installation.ts';
import { startInstallation } from './installation.ts';
import { printMatrix } from './matrix.ts';

/** `npm run continuity`: every ordered pair of channels, see README.md. */
const json = process.argv.includes('--json');
const say = (line: string) => (json ? console.error(line) : console.log(line));
/** Pairs at the same time: each waits for answers most of its time. */
const atOnce = 6;

logTemporalTo(pino({ level: 'silent' }));
const installation = await startInstallation(plainProgress(say));
let cells: Cell[] = [];
try {
  const lines = installation.providers.lines(installation.shop.url);
  cells = await playAll(installation, lines);
} finally {
  await installation.stop();
}
if (json) console.log(JSON.stringify({ cells }, null, 2));
else printMatrix(cells);
process.exit(cells.every(({ misses }) => misses.length === 0) ? 0 : 1);

async function playAll({ shop }: Installation, lines: Line[]): Promise<Cell[]> {
  const { act } = await agentAt(shop, 'Ana');
  const pairs = lines.flatMap((from) => lines.filter((to) => to !== from).map((to) => [from, to] as const));
  const played: Cell[] = [];
  const left = [...pairs];
  const work = async () => {
    for (let pair = left.shift(); pair; pair = left.shift()) {
      const cell = await continueElsewhere({ stores: shop.stores, act }, ...pair);
      played.push(cell);
      say(
        `${cell.from} -> ${cell.to}: ${cell.misses.length === 0 ? 'goes on' : cell.misses.map(({ check }) => check).join(', ')} (${cell.seconds.toFixed(1)} s)`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return pairs.flatMap(([from, to]) =>
    played.filter((cell) => cell.from === from.name && cell.to === to.name),
  );
}
