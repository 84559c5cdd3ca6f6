import type { Tally } from './chaos.ts';
import type { CheckName, Violation } from './checks.ts';
import { checks } from './checks.ts';
import type { EchoCall } from './echo-service.ts';
import type { Evidence } from './evidence.ts';
import type { MoveEvidence } from './moves.ts';
import { checkMoves, keptBy } from './moves.ts';
import type { Options } from './options.ts';
import type { Quiet } from './quiet.ts';

export type Report = {
  seed: number;
  ok: boolean;
  database: string;
  seconds: number;
  turns: { asked: number; acknowledged: number; sentTwice: number; overtaken: number; bursts: number };
  outcomes: { replies: number; handovers: number; forwarded: number };
  replies: { echo: number; knowledge: number; outOfOrder: number };
  outside: { runs: number; repeated: number };
  tally: Tally;
  quiet: Quiet;
  moves: { moved: number; kept: { [why: string]: number } };
  checks: { name: string; violations: string[] }[];
};

export type Findings = {
  options: Options;
  database: string;
  seconds: number;
  tally: Tally;
  quiet: Quiet;
  moves: MoveEvidence;
  evidence: Evidence[];
  calls: EchoCall[];
  violations: Violation[];
  histories: string[];
};

export function reportOf({
  options,
  evidence,
  calls,
  violations,
  histories,
  tally,
  quiet,
  moves,
  ...facts
}: Findings): Report {
  const said = evidence.flatMap((each) => each.said);
  const effects = evidence.flatMap(({ cases }) =>
    cases.flatMap(({ journal }) => journal.flatMap((entry) => entry.effects)),
  );
  const ended = effects.flatMap((effect) => (effect.type === 'turn.ended' ? [effect.outcome] : []));
  const sends = effects.flatMap((effect) => (effect.type === 'send' ? [effect.node] : []));
  const count = <Item>(items: Item[], item: Item) => items.filter((each) => each === item).length;
  const ways = said.map(({ way }) => way);
  const found = (name: CheckName) =>
    violations.filter((each) => each.check === name).map(({ where, text }) => `${where}: ${text}`);
  const results = [
    ...(Object.keys(checks) as CheckName[]).map((name) => ({
      name: name as string,
      violations: found(name),
    })),
    { name: 'Temporal histories replay', violations: histories },
    { name: 'running cases go on by the last version, or say why not', violations: checkMoves(moves) },
    { name: 'it came to rest in time', violations: quiet.stuck },
    { name: 'no process ended by itself', violations: tally.endedByThemselves },
  ];
  return {
    seed: options.seed,
    ok: results.every((each) => each.violations.length === 0),
    ...facts,
    turns: {
      asked: said.length,
      acknowledged: said.filter(({ acknowledged }) => acknowledged).length,
      sentTwice: count(ways, 'twice') + count(ways, 'again'),
      overtaken: count(ways, 'overtaken'),
      bursts: count(ways, 'burst'),
    },
    outcomes: {
      replies: count(ended, 'reply'),
      handovers: count(ended, 'handover'),
      forwarded: effects.flatMap((effect) => (effect.type === 'forward' ? effect.messages : [])).length,
    },
    replies: {
      echo: count(sends, 'tell'),
      knowledge: count(sends, 'answer') + count(sends, 'unknown'),
      outOfOrder: count(sends, 'sorry'),
    },
    outside: { runs: calls.length, repeated: calls.filter((call) => call.calls > 1).length },
    tally,
    quiet,
    moves: { moved: moves.moved, kept: keptBy(moves) },
    checks: results,
  };
}

export function printReport(report: Report, options: Options): void {
  const { turns, outcomes, replies, outside, tally, quiet, moves } = report;
  const kept = Object.entries(moves.kept).map(([why, cases]) => `, ${cases} stayed (${why})`);
  const killed = Object.entries(tally.killed).map(([target, times]) => `${target} ${times}`);
  console.log(`
Turns        ${turns.acknowledged} of ${turns.asked} acknowledged; ${turns.sentTwice} sent twice, ${turns.overtaken} overtaken by the next, ${turns.bursts} in bursts
Ended        ${killed.join(', ')}${tally.skipped > 0 ? `; ${tally.skipped} came too late` : ''} (database: ${report.database})
Outcomes     ${outcomes.replies} turns replied (${replies.echo} echoes, ${replies.knowledge} from knowledge, ${replies.outOfOrder} out of order), ${outcomes.handovers} handed over, ${outcomes.forwarded} messages passed on to people
Outside      ${outside.runs} calls by key, ${outside.repeated} of them repeated under the same key
Moves        running cases were moved ${moves.moved} times to versions published meanwhile${kept.join('')}
Rest         ${(quiet.ms / 1_000).toFixed(1)} s after the last fault and message; ${report.seconds.toFixed(0)} s in all
`);
  const width = Math.max(...report.checks.map(({ name }) => name.length));
  for (const { name, violations } of report.checks) {
    console.log(`${name.padEnd(width)}  ${violations.length === 0 ? 'yes' : `NO, ${violations.length}`}`);
    for (const text of violations.slice(0, 10)) console.log(`  ${text}`);
    if (violations.length > 10) console.log(`  and ${violations.length - 10} more`);
  }
  const again = `npm run faults -- --turns ${options.turns} --cases ${options.cases} --kills ${options.kills} --publications ${options.publications} --seed ${report.seed}`;
  console.log(
    report.ok
      ? `\nNothing lost, nothing said twice. Seed ${report.seed}.`
      : `\nNOT as promised. Again: ${again}`,
  );
}
