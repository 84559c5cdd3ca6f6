import type { Brief } from '@throughline/flow/brief';
import { spokenText } from '@throughline/flow/channel-form';
import { splitText } from '@throughline/flow/split-text';
import type { CallPhrases } from './call-phrases.ts';

/** As long as somebody listens before they want to talk: about twenty seconds. */
const maxPartLength = 120;
const maxFacts = 3;

/** What a person hears before a caller is put through: the issue, what is known, what is open. */
export function whisperOf(brief: Brief | undefined, phrases: CallPhrases, key?: string): string {
  const parts = [phrases.whisper];
  if (brief?.issue) parts.push(`${phrases.issue} ${shortly(brief.issue.text)}`);
  const facts = brief?.facts.slice(-maxFacts).map(({ text }) => shortly(text)) ?? [];
  if (facts.length > 0) parts.push(`${phrases.facts} ${facts.join(' ')}`);
  const { issue, openQuestion } = brief ?? {};
  if (openQuestion && openQuestion.text !== issue?.text)
    parts.push(`${phrases.question} ${shortly(openQuestion.text)}`);
  return [...parts, key === undefined ? phrases.pressKey : phrases.pressThisKey(key)].join(' ');
}

/** Its first sentence or so, as it is heard. */
export function shortly(text: string): string {
  const [first = ''] = splitText(spokenText(text), maxPartLength);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
