import type { Command } from 'commander';
import { tokenOption } from './token-option.ts';

export function register(program: Command): void {
  program
    .command('play <files...>')
    .description('play recorded conversations through a running installation, and check the way each takes')
    .option(
      '--url <url>',
      'address of the API',
      process.env['THROUGHLINE_PUBLIC_URL'] ?? 'http://localhost:8080',
    )
    .addOption(tokenOption('of staff who may read cases'))
    .option('--longest-pause <duration>', 'cut pauses and silences to this', '10s')
    .option(
      '--given <words...>',
      'circumstances that hold now; a conversation that needs another is left out',
    )
    .option('--record', 'write into the files what nodes found, for `flow test`')
    .option('--json', 'print the result as JSON')
    .action(play);
}

type PlayFlags = {
  url: string;
  token?: string;
  longestPause: string;
  given?: string[];
  record?: boolean;
  json?: boolean;
};

async function play(
  files: string[],
  { url, token, longestPause, given = [], record, json }: PlayFlags,
): Promise<void> {
  const [
    { durationHint, durationMs },
    { InputError },
    { readConversation },
    { checkToken },
    { playConversation },
    { fetchCase, recordResults },
    { isChatTurn },
    { printTurn },
  ] = await Promise.all([
    import('@throughline/flow/duration'),
    import('../input/input-error.ts'),
    import('../play/read-conversation.ts'),
    import('../play/check-token.ts'),
    import('../play/play-conversation.ts'),
    import('../play/record-results.ts'),
    import('@throughline/flow/conversation'),
    import('./print-turn.ts'),
  ]);
  const say = (line: string) => void (json || console.log(line));
  const longestPauseMs = durationMs(longestPause);
  try {
    if (!token)
      throw new InputError(
        'There is no API token.',
        'Give one with --token or in THROUGHLINE_API_TOKEN: make it in the settings, with the role auditor.',
      );
    if (longestPauseMs === undefined)
      throw new InputError(`--longest-pause ${longestPause} is not a duration.`, durationHint);
    const conversations = await Promise.all(files.map(readConversation));
    await checkToken(url, token);
    const results = [];
    for (const [index, conversation] of conversations.entries()) {
      say(`\n${conversation.title}`);
      if (!conversation.turns.every(isChatTurn)) {
        say('left out: it does more than a customer does at the chat; `throughline flow test` plays it');
        results.push({ title: conversation.title, leftOut: true, needs: [] });
        continue;
      }
      const missing = conversation.needs.filter((need) => !given.includes(need));
      if (missing.length > 0) {
        say(`left out: it needs "${missing.join('", "')}"; say --given ${missing.join(' ')} when that holds`);
        results.push({ title: conversation.title, leftOut: true, needs: missing });
        continue;
      }
      const played = await playConversation(conversation, {
        url,
        token,
        longestPauseMs,
        ...(json ? {} : { onTurn: printTurn }),
      });
      results.push(played);
      say(
        `\n${played.ok ? 'as recorded' : 'NOT as recorded'}; case ${played.caseId}, journal ${played.verified ? 'verified' : 'NOT verified'}`,
      );
      if (!played.ok) process.exitCode = 1;
      else if (record) await recordResults(files[index]!, await fetchCase(url, token, played.caseId));
    }
    if (json) console.log(JSON.stringify(results, null, 2));
  } catch (error) {
    // Told apart from a conversation that went another way.
    if (error instanceof InputError) process.exitCode = 2;
    throw error;
  }
}
