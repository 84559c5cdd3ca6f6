import type { ReplayVerdict } from '../cases/case-bundle.ts';
import type { RecordVerdict } from '../cases/verify-record.ts';
import type { Command } from 'commander';

export function register(program: Command): void {
  const command = program.command('case').description('look at a case, export it, and prove its journal');
  command.command('show <id>').description('who, what, where, and the journal in short').action(show);
  command
    .command('export <id>')
    .description('the whole case as one JSON file, on standard output')
    .action(exportToStdout);
  command
    .command('verify <bundle>')
    .description(
      'check an exported case offline: the chain holds, every decision follows from the events, and the transcript is theirs',
    )
    .option('--json', 'print the verdict as JSON')
    .action(verify);
}

async function show(id: string): Promise<void> {
  const { case: row, journal, messages } = await read(id);
  const place = row.queue ? ` ${row.queue.name}: ${row.queue.reason}` : (row.agent?.name ?? '');
  console.log(
    `case ${row._id}\nflow ${row.flow.id} (${row.flow.hash.slice(0, 12)})\nwith ${row.owner}${place && ` (${place.trim()})`}, turn ${row.turn}, ${journal.length} events`,
  );
  if (row.usage) {
    const { calls, inputTokens, outputTokens, cost } = row.usage;
    console.log(
      `model ${calls} calls, ${inputTokens} tokens read, ${outputTokens} written, $${cost.toFixed(4)}`,
    );
  }
  for (const { entry, content } of journal) {
    const way =
      content?.effects.flatMap((effect) =>
        effect.type === 'node.left' ? [`${effect.node}:${effect.port}`] : [],
      ) ?? [];
    console.log(
      `${String(entry.seq).padStart(5)}  ${new Date(entry.at).toISOString()}  ${entry.type.padEnd(18)} ${entry.run ?? ''} ${way.join(' > ')}`,
    );
  }
  console.log('');
  for (const { from, at, text } of messages)
    console.log(`${new Date(at).toISOString()}  ${from.padEnd(9)} ${text}`);
}

async function exportToStdout(id: string): Promise<void> {
  console.log(JSON.stringify(await read(id), null, 2));
}

async function read(id: string) {
  const [{ configOrExit }, { connectDatabase, createStores }, { exportCase }] = await Promise.all([
    import('./config-or-exit.ts'),
    import('../stores/database.ts'),
    import('../cases/case-bundle.ts'),
  ]);
  const config = await configOrExit();
  const database = await connectDatabase(config.mongodb.url, config.mongodb.database);
  try {
    const bundle = await exportCase(createStores({ db: database.db, masterKey: config.masterKey }), id);
    if (bundle) return bundle;
    console.error(`There is no case ${id}.`);
    process.exit(1);
  } finally {
    await database.close();
  }
}

async function verify(file: string, { json }: { json?: boolean }): Promise<void> {
  const [{ createStep }, { deciders }, { bundleSchema }, { verifyBundle }, { readJsonFileAs }] =
    await Promise.all([
      import('@throughline/flow/step'),
      import('@throughline/nodes/deciders'),
      import('../cases/bundle-schema.ts'),
      import('../cases/case-bundle.ts'),
      import('../input/read-json-file.ts'),
    ]);
  const bundle = await readJsonFileAs(file, {
    schema: bundleSchema,
    what: 'an exported case',
    fix: 'Export it again with: throughline case export <id>',
  });
  const { chain, replay, record } = verifyBundle(bundle, createStep(deciders));
  if (json) console.log(JSON.stringify({ chain, replay, record }, null, 2));
  else {
    console.log(
      chain.ok
        ? `chain: holds over ${chain.entries} entries`
        : `chain: BROKEN at entry ${chain.seq}: ${chain.reason}`,
    );
    console.log(`replay: ${replayInWords(replay)}`);
    console.log(`record: ${recordInWords(record)}`);
  }
  if (!chain.ok || !replay.ok || !record.ok) process.exitCode = 1;
}

function replayInWords(replay: ReplayVerdict): string {
  if (replay.ok) return `all ${replay.events} decisions follow from their events`;
  const { seq, reason } = replay;
  if (reason === 'contents-erased') return `not possible: the contents of entry ${seq} were erased`;
  if (reason === 'plan-unknown') return 'not possible: the bundle holds no flow version';
  if (reason === 'interpreter-unknown')
    return 'not possible: a newer release took the decisions; verify with that one';
  return `differs at entry ${seq}: ${reason}`;
}

function recordInWords(record: RecordVerdict): string {
  if (record.ok) {
    const { messages, withheld } = record;
    const unsent = withheld
      ? `; ${withheld} more may have been taken back, or failed, before they were sent`
      : '';
    return `${messages} messages and the state of the case are what the journal says${unsent}`;
  }
  const { reason, id = '' } = record;
  if (reason === 'not-checked') return 'not checked: the journal does not replay';
  if (reason === 'flow-differs') return 'the flow is not the version that the journal names';
  if (reason === 'case-differs') return `"${id}" of the case is not what the journal says`;
  if (reason === 'message-missing') return `message ${id} of the journal is missing`;
  if (reason === 'message-twice') return `message ${id} is there twice`;
  if (reason === 'message-not-in-journal') return `message ${id} is not in the journal`;
  return `message ${id} is not what the journal says`;
}
