import { styleText } from 'node:util';
import type { PlayedTurn } from '../play/play-conversation.ts';

/** A played turn for a terminal: what was said, the way the case took, and how long the customer waited. */
export function printTurn({
  said,
  pressed,
  silence,
  heard,
  route,
  outcome,
  owner,
  queue,
  ms,
  problems,
}: PlayedTurn): void {
  if (said !== undefined) console.log(`\n${styleText('bold', 'customer')}  ${indent(said.join('\n'))}`);
  if (pressed !== undefined) console.log(`\n${styleText('bold', 'customer')}  [${pressed}]`);
  if (silence !== undefined) console.log(`\n${styleText('dim', `(silence of ${silence})`)}`);
  for (const { from, text, choices, sources } of heard) {
    console.log(`${styleText(['bold', 'cyan'], from.padEnd(8))}  ${indent(text)}`);
    if (choices.length > 0)
      console.log(`          ${choices.map((label, index) => `${index + 1}. ${label}`).join('   ')}`);
    if (sources.length > 0) console.log(styleText('dim', `          source: ${sources.join('; ')}`));
  }
  const place = owner === 'queue' ? `queue ${queue}` : owner;
  console.log(
    styleText(
      'dim',
      `          ${route.join(' > ') || 'no node'} | ${outcome ?? 'no turn'} | with ${place} | ${ms} ms`,
    ),
  );
  for (const problem of problems) console.log(styleText('red', `          ${indent(problem)}`));
}

function indent(text: string): string {
  return text.split('\n').join('\n          ');
}
