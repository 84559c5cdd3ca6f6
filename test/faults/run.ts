import { MongoClient } from 'mongodb';
import pino from 'pino';
import { plainProgress } from '../../packages/engine/src/local/plain-progress.ts';
import { planFaults, startChaos } from './chaos.ts';
import { logTemporalTo } from '../../packages/engine/src/temporal/log-temporal.ts';
import { check } from './checks.ts';
import { openCustomers } from './customers.ts';
import { startEchoService } from './echo-service.ts';
import { gather } from './evidence.ts';
import { replayHistories } from './histories.ts';
import type { Installation } from './installation.ts';
import { startInstallation } from './installation.ts';
import type { Options } from './options.ts';
import { readOptions, usage } from './options.ts';
import { untilQuiet } from './quiet.ts';
import { attackWebhooks, printWebhooks } from './webhooks.ts';
import { gatherMoves } from './moves.ts';
import { startPublisher } from './publisher.ts';
import { createRandom } from './random.ts';
import type { Report } from './report.ts';
import { printReport, reportOf } from './report.ts';

/** How long it may take to come to rest after the last fault and message. */
const restWithinMs = 240_000;

/** `npm run faults`: customers talk while servers and processes are killed; then everything is checked. See README.md. */
const options = optionsOrExit();
const say = (line: string) => (options.json ? console.error(line) : console.log(line));
say(`seed ${options.seed}`);
logTemporalTo(pino({ level: 'silent' }));
if (options.webhooks > 0) await runWebhooks(options);
const report = await run(options);
if (options.json) console.log(JSON.stringify(report, null, 2));
else printReport(report, options);
process.exit(report.ok ? 0 : 1);

async function runWebhooks({ webhooks: count, seed, json }: Options): Promise<never> {
  const attacked = await attackWebhooks({ count, random: createRandom(seed) }, plainProgress(say));
  if (json) console.log(JSON.stringify(attacked, null, 2));
  else printWebhooks(attacked);
  process.exit(attacked.ok ? 0 : 1);
}

async function run({ seed, turns, cases, kills, publications: times, keep }: Options): Promise<Report> {
  const echo = await startEchoService(createRandom(seed + 1));
  const installation = await startInstallation(echo.url, plainProgress(say));
  let ok = false;
  try {
    const began = Date.now();
    const plan = planFaults({ turns, kills, random: createRandom(seed) });
    const chaos = startChaos(installation, plan, say);
    const { url, token } = installation;
    const publisher = startPublisher({ url, token, echoUrl: echo.url, turns, times });
    const customers = await openCustomers({
      url,
      turns,
      cases,
      seed,
      onAcknowledged: () => {
        chaos.acknowledged();
        publisher.acknowledged();
      },
    });
    say(`${cases} customers have ${turns} things to say; ${kills} faults, ${times} new versions`);
    await Promise.all(customers.map((customer) => customer.talk()));
    const tally = await chaos.end();
    const published = await publisher.end();
    say('all is said, and everything runs again; waiting until nothing is under way');
    const findings = await observe(installation, async ({ deps, db }) => {
      const conversations = customers.map(({ conversation }) => conversation);
      const quiet = await untilQuiet({ ...deps, db, conversations }, restWithinMs);
      const evidence = await Promise.all(customers.map((customer) => gather(deps.stores, db, customer)));
      const calls = echo.calls();
      const found = evidence.flatMap((each) => each.cases.map(({ caseId }) => caseId));
      const histories = await replayHistories(deps, found);
      const moves = await gatherMoves(db, published, evidence);
      return { quiet, evidence, calls, histories, moves, violations: check(evidence, calls) };
    });
    const seconds = (Date.now() - began) / 1_000;
    const report = reportOf({ options, database: installation.database, seconds, tally, ...findings });
    ok = report.ok;
    return report;
  } finally {
    if (!ok || keep) say(`data and logs: ${installation.dataDir}`);
    await installation.stop(!ok || keep);
    await echo.close();
  }
}

type View = { deps: Awaited<ReturnType<Installation['open']>>; db: ReturnType<MongoClient['db']> };

/** A look at stores and Temporal that shares nothing with the processes under test. */
async function observe<Found>(
  installation: Installation,
  look: (view: View) => Promise<Found>,
): Promise<Found> {
  const deps = await installation.open();
  const { url, database } = deps.config.mongodb;
  const client = await new MongoClient(url).connect();
  try {
    return await look({ deps, db: client.db(database) });
  } finally {
    await client.close();
    await deps.close();
  }
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : 'unknown'}\n${usage}`);
    process.exit(2);
  }
}
