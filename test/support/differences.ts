import type { PlayedTurn } from '../../packages/engine/src/play/play-conversation.ts';

type Turn = Pick<PlayedTurn, 'index' | 'said' | 'pressed' | 'silence' | 'heard' | 'path' | 'problems'>;

/** The turns that went another way than recorded, each with what was said and what is wrong; empty when none did. */
export function differences({ turns }: { turns: Turn[] }): string {
  return turns
    .filter(({ problems }) => problems.length > 0)
    .map((turn) =>
      [
        `turn ${turn.index + 1}, customer: ${wordsOf(turn)}`,
        ...turn.heard.map(
          ({ text, choices }) => `  heard: ${text}${choices.map((each) => ` [${each}]`).join('')}`,
        ),
        ...turn.problems.map((problem) => `  ${problem}`),
      ].join('\n'),
    )
    .join('\n\n');
}

function wordsOf({ said = [], pressed, silence }: Turn): string {
  if (silence !== undefined) return `(silent for ${silence})`;
  return pressed === undefined ? said.join(' / ') : `[${pressed}]`;
}
