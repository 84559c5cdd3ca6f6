import { limits } from './limits.ts';
import { PatternError, parsePattern } from './pattern-parse.ts';
import type { Instruction } from './pattern-parse.ts';

/**
 * Whether a pattern is found anywhere in a text, as CEL's `matches`. Linear in the text whatever the pattern (all states
 * are followed at once), because customers write the texts: `RegExp` backtracks, and one message could stop a worker.
 * The syntax is the common part of RE2 and JavaScript; `(?i)` at the start ignores case. Throws `PatternError`.
 */
export function findPattern(source: string, text: string): boolean {
  const { program, ignoreCase } = programOf(source);
  const characters = Array.from(ignoreCase ? text.toLowerCase() : text);
  const marks = new Int32Array(program.length).fill(-1);
  let states: number[] = [];
  for (let index = 0; index <= characters.length; index++) {
    // A match may start at every character.
    const next: number[] = [];
    for (const state of [...states, 0]) {
      if (follow(program, state, characters, index, marks, next)) return true;
    }
    const character = characters[index];
    states =
      character === undefined
        ? []
        : next.filter((state) => takes(program[state], character)).map((state) => state + 1);
  }
  return false;
}

/** How many instructions a pattern has: what each character of a text may cost. 0 for one that is not valid. */
export function patternSize(source: string): number {
  try {
    return source.length > limits.pattern ? 0 : programOf(source).program.length;
  } catch (error) {
    if (error instanceof PatternError) return 0;
    throw error;
  }
}

/** Collects the character tests reachable without taking a character. True when the end of the pattern is one. */
function follow(
  program: Instruction[],
  from: number,
  text: string[],
  index: number,
  marks: Int32Array,
  tests: number[],
): boolean {
  const waiting = [from];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (marks[state] === index) continue;
    marks[state] = index;
    const instruction = program[state];
    if (!instruction || instruction.op === 'end') return true;
    if (instruction.op === 'test') tests.push(state);
    else if (instruction.op === 'split') waiting.push(instruction.to, state + 1);
    else if (instruction.op === 'jump') waiting.push(instruction.to);
    else if (holds(instruction.at, text, index)) waiting.push(state + 1);
  }
  return false;
}

function takes(instruction: Instruction | undefined, character: string): boolean {
  return instruction?.op === 'test' && instruction.test(character);
}

function holds(at: 'start' | 'end' | 'boundary' | 'inside', text: string[], index: number): boolean {
  if (at === 'start') return index === 0;
  if (at === 'end') return index === text.length;
  const boundary = isWord(text[index - 1]) !== isWord(text[index]);
  return (at === 'boundary') === boundary;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^[A-Za-z0-9_]$/.test(character);
}

type Compiled = { program: Instruction[]; ignoreCase: boolean };
const cache = new Map<string, Compiled>();

function programOf(source: string): Compiled {
  const known = cache.get(source);
  if (known) return known;
  const ignoreCase = source.startsWith('(?i)');
  const compiled = { program: parsePattern(ignoreCase ? source.slice(4) : source, ignoreCase), ignoreCase };
  if (cache.size >= 200) cache.clear();
  cache.set(source, compiled);
  return compiled;
}
