/** A pattern as a small program: tests take one character, the rest only moves. */
export type Instruction =
  | { op: 'test'; test: (character: string) => boolean }
  | { op: 'split'; to: number }
  | { op: 'jump'; to: number }
  | { op: 'assert'; at: 'start' | 'end' | 'boundary' | 'inside' }
  | { op: 'end' };

export class PatternError extends Error {}

const maxInstructions = 1_000;
const maxRepeat = 200;
const maxNesting = 20;

export function parsePattern(source: string, ignoreCase: boolean): Instruction[] {
  const characters = Array.from(source);
  let at = 0;
  let nesting = 0;

  // Jumps are relative while fragments are put together, absolute in the end.
  const fragment = alternatives();
  if (at < characters.length) throw new PatternError(`the pattern has a ")" too many at character ${at + 1}`);
  return [...fragment.map((instruction, index) => moved(instruction, index)), { op: 'end' }];

  function alternatives(): Instruction[] {
    let left = sequence();
    while (characters[at] === '|') {
      at++;
      const right = sequence();
      left = bounded([split(left.length + 2), ...left, { op: 'jump', to: right.length + 1 }, ...right]);
    }
    return left;
  }

  function sequence(): Instruction[] {
    let whole: Instruction[] = [];
    while (at < characters.length && characters[at] !== '|' && characters[at] !== ')') {
      whole = bounded([...whole, ...repeated(atom())]);
    }
    return whole;
  }

  function atom(): Instruction[] {
    const character = characters[at++] ?? '';
    switch (character) {
      case '(':
        return group();
      case '[':
        return [set()];
      case '.':
        return [{ op: 'test', test: (other) => other !== '\n' }];
      case '^':
        return [{ op: 'assert', at: 'start' }];
      case '$':
        return [{ op: 'assert', at: 'end' }];
      case '\\':
        return [escaped()];
      case '*':
      case '+':
      case '?':
        throw new PatternError(`the pattern has nothing to repeat before "${character}" at character ${at}`);
      default:
        return [{ op: 'test', test: same(character) }];
    }
  }

  function group(): Instruction[] {
    if (characters[at] === '?') {
      if (characters[at + 1] !== ':')
        throw new PatternError(
          `the pattern uses "(?" at character ${at}; only "(?:" and "(?i)" at the start are known`,
        );
      at += 2;
    }
    if (++nesting > maxNesting)
      throw new PatternError(`the pattern is nested deeper than ${maxNesting} groups`);
    const inner = alternatives();
    nesting--;
    if (characters[at++] !== ')') throw new PatternError('the pattern has a "(" without its ")"');
    return inner;
  }

  function repeated(one: Instruction[]): Instruction[] {
    const [least, most] = counts();
    if (least === 1 && most === 1) return one;
    let whole: Instruction[] = [];
    for (let count = 0; count < least; count++) whole = bounded([...whole, ...one]);
    if (most === Number.POSITIVE_INFINITY) {
      return bounded([...whole, split(one.length + 2), ...one, { op: 'jump', to: -one.length - 1 }]);
    }
    for (let count = least; count < most; count++) {
      // Each optional copy may leave past all that follow.
      whole = bounded([...whole, split((one.length + 1) * (most - count)), ...one]);
    }
    return whole;
  }

  function counts(): [number, number] {
    const simple: Record<string, [number, number]> = {
      '*': [0, Number.POSITIVE_INFINITY],
      '+': [1, Number.POSITIVE_INFINITY],
      '?': [0, 1],
    };
    let found = simple[characters[at] ?? ''];
    if (found) {
      at++;
    } else {
      const [whole, least, comma, most] =
        /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(characters.slice(at, at + 12).join('')) ?? [];
      if (whole === undefined) return [1, 1];
      at += whole.length;
      const end =
        most !== undefined ? Number(most) : comma === undefined ? Number(least) : Number.POSITIVE_INFINITY;
      found = [Number(least), end];
      if (found[0] > maxRepeat || (end !== Number.POSITIVE_INFINITY && end > maxRepeat))
        throw new PatternError(`the pattern repeats more than ${maxRepeat} times`);
      if (found[0] > end) throw new PatternError(`the pattern counts backwards in "${whole}"`);
    }
    // Greedy or not makes no difference to whether there is a match.
    if (characters[at] === '?') at++;
    if (characters[at] === '*' || characters[at] === '+')
      throw new PatternError(`the pattern repeats a repetition at character ${at + 1}`);
    return found;
  }

  function set(): Instruction {
    const negated = characters[at] === '^';
    if (negated) at++;
    const tests: ((character: string) => boolean)[] = [];
    for (let first = true; first || characters[at] !== ']'; first = false) {
      if (at >= characters.length) throw new PatternError('the pattern has a "[" without its "]"');
      tests.push(member());
    }
    at++;
    return { op: 'test', test: (character) => tests.some((test) => test(character)) !== negated };
  }

  function member(): (character: string) => boolean {
    const low = literalOrClass();
    if (typeof low !== 'string') return low;
    if (characters[at] !== '-' || characters[at + 1] === ']' || at + 1 >= characters.length) return same(low);
    at++;
    const high = literalOrClass();
    if (typeof high !== 'string' || code(low) > code(high))
      throw new PatternError(`the pattern has a range that does not go upwards after "${low}-"`);
    return (character) =>
      variants(character).some((other) => code(other) >= code(low) && code(other) <= code(high));
  }

  function literalOrClass(): string | ((character: string) => boolean) {
    const character = characters[at++] ?? '';
    if (character !== '\\') return character;
    const letter = characters[at++] ?? '';
    return classes[letter] ?? literalEscape(letter);
  }

  function escaped(): Instruction {
    const letter = characters[at++] ?? '';
    if (letter === 'b') return { op: 'assert', at: 'boundary' };
    if (letter === 'B') return { op: 'assert', at: 'inside' };
    return { op: 'test', test: classes[letter] ?? same(literalEscape(letter)) };
  }

  function same(character: string): (other: string) => boolean {
    const wanted = ignoreCase ? character.toLowerCase() : character;
    return (other) => other === wanted;
  }

  function variants(character: string): string[] {
    return ignoreCase ? [character, character.toUpperCase()] : [character];
  }
}

const classes: Record<string, (character: string) => boolean> = {
  d: (character) => /^\d$/.test(character),
  D: (character) => !/^\d$/.test(character),
  w: (character) => /^\w$/.test(character),
  W: (character) => !/^\w$/.test(character),
  s: (character) => /^\s$/.test(character),
  S: (character) => !/^\s$/.test(character),
};

const control: Record<string, string> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };

function literalEscape(letter: string): string {
  const known = control[letter];
  if (known !== undefined) return known;
  if (letter === '') throw new PatternError('the pattern ends in a "\\"');
  if (/^[A-Za-z0-9]$/.test(letter))
    throw new PatternError(`the pattern uses "\\${letter}", which is not known here`);
  return letter;
}

function code(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function split(to: number): Instruction {
  return { op: 'split', to };
}

function moved(instruction: Instruction, by: number): Instruction {
  return 'to' in instruction ? { ...instruction, to: instruction.to + by } : instruction;
}

function bounded(program: Instruction[]): Instruction[] {
  if (program.length > maxInstructions) throw new PatternError('the pattern is too large');
  return program;
}
