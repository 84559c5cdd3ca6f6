import type { Command } from 'commander';
import type { DoctorReport, PartReport } from '../local/doctor.ts';

export function register(program: Command): void {
  program
    .command('doctor')
    .description('tell for each server where it was found, whether it answers, and what to do if not')
    .option('--data <folder>', 'the data folder of `up`', '.throughline')
    .option('--json', 'print JSON')
    .action(async (options: { data: string; json?: true }) => {
      const { examine } = await import('../local/doctor.ts');
      const report = await examine(options.data);
      console.log(options.json ? JSON.stringify(report, null, 2) : render(report));
      if (!report.ok) process.exitCode = 1;
    });
}

function render(report: DoctorReport): string {
  const stack =
    report.stackPid === undefined ? 'no stack runs there' : `a stack runs there, process ${report.stackPid}`;
  return [
    ...report.parts.flatMap(renderPart),
    '',
    `Data   ${report.dataDir} (${stack})`,
    `Cache  ${report.cache.dir}, ${size(report.cache.bytes)}`,
    `Node   ${report.node}`,
    ...Object.entries(report.outOfReach).map(
      ([host, until]) => `${host} was out of reach; it is not tried again before ${until}`,
    ),
  ].join('\n');
}

function renderPart(part: PartReport): string[] {
  const answer =
    part.address && (part.answerMs === undefined ? part.address : `${part.address} in ${part.answerMs} ms`);
  const head = [
    part.name.padEnd(16),
    part.state.padEnd(12),
    part.version,
    answer,
    `${size(part.bytes)} on disk`,
  ];
  return [
    head.filter((word) => word !== undefined).join(' '),
    ...(part.found ? [`  ${part.found.source}: ${part.found.at}`] : []),
    ...(part.fix ? [`  what to do: ${part.fix}`] : []),
  ];
}

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
