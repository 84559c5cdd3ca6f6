import pino from 'pino';
import { apiTokenPrefix } from '../../packages/engine/src/api/session-cookie.ts';
import { plainProgress } from '../../packages/engine/src/local/plain-progress.ts';
import { logTemporalTo } from '../../packages/engine/src/temporal/log-temporal.ts';
import type { Cell } from './continue-elsewhere.ts';
import { continueElsewhere, newAction } from './continue-elsewhere.ts';
import type { Installation } from './installation.ts';
import { startInstallation } from './installation.ts';
import type { Line } from './driver.ts';
import { createLines } from './lines.ts';
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
  const lines = createLines({ url: installation.shop.url, ...installation });
  cells = await playAll(installation, lines);
} finally {
  await installation.stop();
}
if (json) console.log(JSON.stringify({ cells }, null, 2));
else printMatrix(cells);
process.exit(cells.every(({ misses }) => misses.length === 0) ? 0 : 1);

async function playAll({ shop }: Installation, lines: Line[]): Promise<Cell[]> {
  const act = await agentOf(shop);
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

/** An agent at the desk, by an API token. */
async function agentOf({ url, stores: { users } }: Installation['shop']) {
  const at = Date.now();
  const made = await users.create({ email: 'agent@continuity.invalid', name: 'Ana', roles: ['agent'], at });
  if (!made.ok) throw new Error('the agent could not be made');
  const token = await users.createApiToken({
    userId: made.user._id,
    name: 'continuity',
    roles: ['agent'],
    at,
    ttlMs: 3_600_000,
  });
  return async (caseId: string, action: { type: string; [field: string]: unknown }) => {
    const response = await fetch(`${url}/api/cases/${caseId}/actions`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${apiTokenPrefix}${token.secret}`,
      },
      body: JSON.stringify({ action: newAction(), ...action }),
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok)
      throw new Error(`${action.type} was answered ${response.status}: ${await response.text()}`);
  };
}
