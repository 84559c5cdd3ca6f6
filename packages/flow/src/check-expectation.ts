import type { Brief } from './brief.ts';
import type { Expectation } from './conversation.ts';
import { passes, routeOf } from './route-of.ts';

/** What came of a turn, as far as it can be checked. */
export type TurnResult = {
  heard: { text: string; choices: string[] }[];
  /** `node:port` where a node was left, `node` where one waits. */
  path: string[];
  owner: string;
  queue?: string;
  brief?: Brief;
};

/** What was expected of a turn and did not happen, in words; `stopNamed` words a stop of a route, which else stands as it is written. */
export function unmet(
  expected: Expectation | undefined,
  turn: TurnResult,
  stopNamed: (stop: string) => string = (stop) => stop,
): string[] {
  if (!expected) return [];
  const { says = [], neverSays = [], brief = [], route, owner, queue, choices } = expected;
  const said = turn.heard.map(({ text }) => text).join('\n');
  const told = briefText(turn.brief);
  const offered = turn.heard.at(-1)?.choices.length ?? 0;
  return [
    ...(route && !passes(route, turn.path) ? [wrongRoute(route, turn.path, stopNamed)] : []),
    ...says.filter((text) => !holds(said, text)).map((text) => `“${text}” was not said`),
    ...neverSays.filter((text) => holds(said, text)).map((text) => `“${text}” was said`),
    ...brief.filter((text) => !holds(told, text)).map((text) => `“${text}” is not in the brief`),
    ...(owner && owner !== turn.owner ? [`the case is with ${turn.owner}, not with ${owner}`] : []),
    ...(queue && queue !== turn.queue ? [`the case is in ${turn.queue ?? 'no queue'}, not in ${queue}`] : []),
    ...(choices !== undefined && choices !== offered
      ? [`${offered} choices were offered, not ${choices}`]
      : []),
  ];
}

/** Ports are only shown when one was asked for: the shorter the line, the sooner the difference is seen. */
function wrongRoute(wanted: string[], path: string[], stopNamed: (stop: string) => string): string {
  const shown = wanted.some((stop) => stop.includes(':')) ? path : routeOf(path);
  const inWords = (stops: string[]) => stops.map(stopNamed).join(' > ');
  return `the route was    ${inWords(shown) || 'empty'}\n  it should pass   ${inWords(wanted)}`;
}

function holds(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase());
}

function briefText(brief: Brief | undefined): string {
  if (!brief) return '';
  const { issue, steps, facts, commitments, mood, openQuestion } = brief;
  const statements = [issue, ...steps, ...facts, ...commitments, mood, openQuestion];
  return statements.map((statement) => statement?.text ?? '').join('\n');
}
