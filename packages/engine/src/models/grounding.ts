import type { Passage } from '../knowledge/passage.ts';
import type { Policies } from '../knowledge/policy-values.ts';
import { sentencesOf } from '../knowledge/sentences.ts';
import { contentStems } from '../knowledge/words.ts';
import type { DroppedStatement } from './answer.ts';
import type { Amount, Facts } from './facts.ts';
import { factsOf } from './facts.ts';
import type { Statement } from './model.ts';
import { denies } from './polarity.ts';

export interface Grounding {
  /** Statements that may be said, naming only passages that are there. */
  kept: Statement[];
  dropped: DroppedStatement[];
  /** False when too much was dropped for the rest to be an answer. */
  substance: boolean;
}

export interface GroundingInput {
  statements: readonly Statement[];
  passages: readonly Pick<Passage, 'id' | 'text' | 'title' | 'heading' | 'language'>[];
  policies: Policies;
  /** Language of the statements; where it is not that of the passages, words cannot be compared, and quotes must carry. */
  language?: string;
}

/** Share of a statement's content words that its passages must use. */
const sharedWords = 0.6;
/** Share of a sentence's content words from which another one repeats it. */
const repeats = 0.8;
/** Share of the statements that must stand for an answer to be one. */
const standing = 0.5;

/** Holds every statement against the passages it names. Deterministic, so that an auditor gets the same result. */
export function checkGrounding({
  statements,
  passages,
  policies,
  language = 'en',
}: GroundingInput): Grounding {
  const known = new Map(passages.map((passage) => [passage.id, passage]));
  const kept: Statement[] = [];
  const dropped: DroppedStatement[] = [];
  for (const statement of statements) {
    const named = statement.passages.flatMap((id) => known.get(id) ?? []);
    const reason = objection(statement, named, policies, language);
    if (reason !== undefined) dropped.push({ text: statement.text, reason });
    else kept.push({ ...statement, passages: named.map(({ id }) => id) });
  }
  // The first statement carries the answer: without it, details of something unsaid would remain.
  const first = statements[0] !== undefined && kept.some(({ text }) => text === statements[0]?.text);
  const substance = kept.length > 0 && first && kept.length >= statements.length * standing;
  return { kept: substance ? kept : [], dropped, substance };
}

type Named = GroundingInput['passages'][number];

/** Why a statement may not be said, or undefined when it may. */
function objection(
  statement: Statement,
  named: readonly Named[],
  policies: Policies,
  language: string,
): string | undefined {
  const { text, quote } = statement;
  if (text.trim() === '') return 'it says nothing';
  if (named.length === 0) return 'it names no passage that was found';
  const source = named
    .map((passage) => `${passage.title}. ${passage.heading ?? ''}. ${passage.text}`)
    .join('\n');
  const verbatim = new Set(named.flatMap((passage) => sentencesOf(passage.text)).map(flat));
  if (sentencesOf(text).every((sentence) => verbatim.has(flat(sentence)))) return undefined;
  if (/\{\{|\}\}/.test(text)) return 'it shows a place for a value, not the value';
  if (quote !== undefined && !flat(source).includes(flat(quote)))
    return 'its quote is not in the passages it names';
  const foreign = named.some((passage) => primary(passage.language) !== primary(language));
  const said = factsOf(text);
  // German writes every noun with a capital, and names of things are translated.
  if (foreign) said.names = [];
  const wrong = wrongFact(said, factsOf(`${source}\n${shownPolicies(policies)}`), source);
  if (wrong !== undefined) return wrong;
  if (foreign) {
    return quote === undefined ? 'it is in another language than its passages and quotes nothing' : undefined;
  }
  const stems = new Set(contentStems(text));
  const inSource = new Set(contentStems(source));
  const shared = [...stems].filter((stem) => inSource.has(stem)).length;
  if (stems.size > 0 && shared / stems.size < sharedWords) return 'its passages do not talk about that';
  return turnedRound(text, named, language) ? 'its passages say the opposite' : undefined;
}

function wrongFact(said: Facts, supported: Facts, source: string): string | undefined {
  const amount = said.amounts.find((amount) => !supported.amounts.some((other) => agrees(amount, other)));
  if (amount)
    return `the number ${amount.value}${amount.unit ? ` ${amount.unit}` : ''} is not in its passages`;
  const date = said.dates.find((date) => !supported.dates.some((other) => sameDay(date, other)));
  if (date) return `the date ${date} is not in its passages`;
  const code = said.codes.find((code) => !source.toLowerCase().includes(code));
  if (code) return 'an address or code is not in its passages';
  const words = new Set(source.toLowerCase().match(/[\p{L}\p{N}]+(?:[-'][\p{L}\p{N}]+)*/gu) ?? []);
  const name = said.names.find((name) => !words.has(name) && !words.has(name.replace(/s$/, '')));
  return name === undefined ? undefined : 'a name is not in its passages';
}

/** A number alone may stand for one with a unit, and the other way round; two units must be the same. */
function agrees(said: Amount, supported: Amount): boolean {
  return said.value === supported.value && (said.unit === supported.unit || !said.unit || !supported.unit);
}

function sameDay(a: string, b: string): boolean {
  return a === b || ((a.startsWith('--') || b.startsWith('--')) && a.slice(-5) === b.slice(-5));
}

/** Compares with the sentences of the passages that the statement is closest to, and with those it repeats. */
function turnedRound(text: string, named: readonly Named[], language: string): boolean {
  const sentences = named
    .flatMap((passage) => sentencesOf(passage.text))
    .map((other) => ({ stems: contentStems(other), denied: denies(other, language) }));
  return sentencesOf(text).some((sentence) => {
    const stems = contentStems(sentence);
    const denied = denies(sentence, language);
    const ranked = sentences
      .map((other) => ({ ...other, near: overlap(stems, other.stems) }))
      .sort((a, b) => b.near - a.near);
    const nearest = ranked.filter(({ near }) => near > 0 && near >= (ranked[0]?.near ?? 0) - 0.05);
    if (nearest.length > 0 && nearest.every((other) => other.denied !== denied)) return true;
    // A statement that takes its subject from a sentence that denies, and its claim from another one that does not.
    const repeated = sentences.some(
      (other) => other.denied !== denied && shareOf(other.stems, stems) >= repeats,
    );
    return (
      repeated &&
      !sentences.some((other) => other.denied === denied && shareOf(stems, other.stems) >= repeats)
    );
  });
}

/** Share of `a` that `b` has too. */
function shareOf(a: readonly string[], b: readonly string[]): number {
  const other = new Set(b);
  const own = new Set(a);
  return own.size === 0 ? 0 : [...own].filter((stem) => other.has(stem)).length / own.size;
}

function overlap(a: readonly string[], b: readonly string[]): number {
  const other = new Set(b);
  const shared = new Set(a.filter((stem) => other.has(stem))).size;
  return a.length === 0 ? 0 : shared / Math.sqrt(new Set(a).size * Math.max(1, other.size));
}

function shownPolicies(policies: Policies): string {
  return Object.entries(policies)
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name, value]) => `${String(value)} ${unitOf(name)}.`)
    .join('\n');
}

/** `refundWindowDays` counts days: the last word of its name. */
function unitOf(name: string): string {
  return /([A-Z][a-z]+|[a-z]+)$/.exec(name)?.[0].toLowerCase() ?? '';
}

function flat(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}

function primary(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}
