import type { Command } from 'commander';

export function register(program: Command): void {
  program
    .command('play <files...>')
    .description('play recorded conversations through a running installation, and check the way each takes')
    .option(
      '--url <url>',
      'address of the API',
      process.env['THROUGHLINE_PUBLIC_URL'] ?? 'http://localhost:8080',
    )
    .option(
      '--token <token>',
      'API token of staff who may read cases (or THROUGHLINE_API_TOKEN)',
      process.env['THROUGHLINE_API_TOKEN'],
    )
    .option('--longest-pause <duration>', 'cut pauses and silences to this', '10s')
    .option('--json', 'print the result as JSON')
    .action(play);
}

type PlayFlags = { url: string; token?: string; longestPause: string; json?: boolean };

async function play(files: string[], { url, token, longestPause, json }: PlayFlags): Promise<void> {
  const [{ readFile }, { durationMs }, { parseConversation }, { playConversation }, { printTurn }] =
    await Promise.all([
      import('node:fs/promises'),
      import('@throughline/flow/duration'),
      import('../play/conversation.ts'),
      import('../play/play-conversation.ts'),
      import('../play/print-turn.ts'),
    ]);
  if (!token) {
    console.error(
      'Give an API token with --token or in THROUGHLINE_API_TOKEN: make one in the settings, with the role auditor.',
    );
    process.exitCode = 2;
    return;
  }
  const results = [];
  for (const file of files) {
    const parsed = parseConversation(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.ok) {
      console.error(`${file}:\n${parsed.text}`);
      process.exitCode = 2;
      return;
    }
    const { conversation } = parsed;
    if (!json) console.log(`\n${conversation.title}`);
    const longestPauseMs = durationMs(longestPause);
    const played = await playConversation(conversation, {
      url,
      token,
      ...(longestPauseMs === undefined ? {} : { longestPauseMs }),
      ...(json ? {} : { onTurn: printTurn }),
    });
    results.push(played);
    if (!json)
      console.log(
        `\n${played.ok ? 'as recorded' : 'NOT as recorded'}; case ${played.caseId}, journal ${played.verified ? 'verified' : 'NOT verified'}`,
      );
  }
  if (json) console.log(JSON.stringify(results, null, 2));
  if (results.some(({ ok }) => !ok)) process.exitCode = 1;
}
