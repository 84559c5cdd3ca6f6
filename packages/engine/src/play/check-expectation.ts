import type { Expectation } from './conversation.ts';
import type { PlayedTurn } from './play-conversation.ts';

/** What was expected of a turn and did not happen, in words. */
export function unmet(
  expected: Expectation | undefined,
  turn: Pick<PlayedTurn, 'heard' | 'route' | 'owner' | 'queue'>,
): string[] {
  if (!expected) return [];
  const said = turn.heard
    .map(({ text }) => text)
    .join('\n')
    .toLowerCase();
  const missing = (expected.says ?? []).filter((text) => !said.includes(text.toLowerCase()));
  const unwanted = (expected.neverSays ?? []).filter((text) => said.includes(text.toLowerCase()));
  const choices = turn.heard.at(-1)?.choices.length ?? 0;
  return [
    ...(expected.route && !isWithin(expected.route, turn.route)
      ? [`the route was ${turn.route.join(' > ') || 'empty'}, not ${expected.route.join(' > ')}`]
      : []),
    ...missing.map((text) => `"${text}" was not said`),
    ...unwanted.map((text) => `"${text}" was said`),
    ...(expected.owner && expected.owner !== turn.owner
      ? [`the case is with ${turn.owner}, not with ${expected.owner}`]
      : []),
    ...(expected.queue && expected.queue !== turn.queue
      ? [`the case is in ${turn.queue ?? 'no queue'}, not in ${expected.queue}`]
      : []),
    ...(expected.choices !== undefined && expected.choices !== choices
      ? [`${choices} choices were offered, not ${expected.choices}`]
      : []),
  ];
}

/** Whether the nodes come in this order; others may lie between. */
function isWithin(wanted: string[], route: string[]): boolean {
  let from = 0;
  return wanted.every((node) => {
    const at = route.indexOf(node, from);
    from = at + 1;
    return at >= 0;
  });
}
