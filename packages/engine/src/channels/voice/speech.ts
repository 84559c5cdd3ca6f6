import type { RelayCommand } from './relay-frames.ts';
import { speakingMs } from './spoken-message.ts';

export type SpeechDeps = {
  now: () => number;
  send: (command: RelayCommand) => void;
  /** A message of this number has been given to be said, and takes so many milliseconds. */
  onGiven: (seq: number, ms: number) => Promise<void>;
};

type Piece = { token: string; last: boolean; seq?: number };

/** No more than this is ahead of the caller’s ear: an interruption stops the rest. */
const aheadMs = 4_000;

/** Says one sentence after the other, at the speed of speech. */
export function createSpeech({ now, send, onGiven }: SpeechDeps) {
  let pieces: Piece[] = [];
  let until = 0;
  let given = Promise.resolve();

  function pump(): void {
    for (let next = pieces[0]; next && until - now() < aheadMs; next = pieces[0]) {
      pieces.shift();
      const { token, last, seq } = next;
      send({ type: 'text', token, last });
      until = Math.max(until, now()) + speakingMs([token]);
      if (seq !== undefined) tell(seq, until - now());
    }
  }

  function tell(seq: number, ms: number): void {
    given = given.then(() => onGiven(seq, ms)).catch(() => undefined);
  }

  return {
    pump,
    /** `seq`: of the message that these texts are. */
    say(texts: string[], seq?: number): void {
      const tokens = texts.flatMap((text) => text.match(sentence) ?? []);
      const added = tokens.map((token, index): Piece => {
        const last = index === tokens.length - 1;
        return { token, last, ...(last && seq !== undefined && { seq }) };
      });
      pieces.push(...added);
      pump();
    },
    /** The caller talks: what is left is not said any more, and counts as given. */
    async stop(): Promise<void> {
      const seq = pieces.findLast((piece) => piece.seq !== undefined)?.seq;
      pieces = [];
      until = now();
      if (seq !== undefined) tell(seq, 0);
      await given;
    },
    done: () => pieces.length === 0 && now() >= until,
    /** When all that was given has been said. */
    until: () => until,
  };
}

const sentence = /[^.!?]+[.!?]*\s*/g;
