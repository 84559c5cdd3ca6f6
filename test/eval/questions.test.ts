import { fillPolicies } from '@throughline/engine/knowledge/policy-values';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { policies, readArticles, readJson } from './articles.ts';
import { kinds, question, type Question } from './question.ts';

const questions = z.array(question).parse(readJson('test/eval/questions.json'));
const poisonedQuestions = z.array(question).parse(readJson('test/eval/poisoned/questions.json'));
const articles = readArticles('examples/knowledge');
const poisoned = readArticles('test/eval/poisoned');
const values = Object.fromEntries(policies.map(({ name, value }) => [name, value]));
const textOf = new Map(
  [...articles, ...poisoned].map(({ id, body }) => [id, fillPolicies(body, values).text.toLowerCase()]),
);
const answerable = questions.filter((one) => one.answerable);
const answerableKinds = new Set<string>(['paraphrase', 'typo', 'two']);

describe('the evaluation set', () => {
  it('is large enough to measure with', () => {
    expect(questions.length).toBeGreaterThanOrEqual(180);
    expect(answerable.length).toBeGreaterThanOrEqual(110);
    const refused = questions.filter(({ kind }) => kind === 'near-miss' || kind === 'off-topic');
    expect(refused.length).toBeGreaterThanOrEqual(40);
    expect(kinds.filter((kind) => questions.filter((one) => one.kind === kind).length < 10)).toEqual([]);
  });

  it('names every question once', () => {
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
    expect(new Set(questions.map((one) => one.question.toLowerCase())).size).toBe(questions.length);
  });

  it('asks about every article, at least twice', () => {
    const rare = articles.filter(
      ({ id }) => answerable.filter((one) => one.articles.includes(id)).length < 2,
    );
    expect(rare.map(({ id }) => id)).toEqual([]);
  });

  it('is no copy of what the articles themselves say about how customers ask', () => {
    const known = articles.flatMap(({ title, questions: asked }) => [title, ...asked]);
    const copies = questions.flatMap((one) =>
      known.filter((line) => overlap(one.question, line) > 0.8).map((line) => `${one.id} = ${line}`),
    );
    expect(copies).toEqual([]);
  });
});

describe('the halves of the set', () => {
  it('are balanced by kind, and within a kind by whether there is an answer', () => {
    const groups = kinds.flatMap((kind) => [`${kind} true`, `${kind} false`]);
    const inGroup = (group: string) => questions.filter((one) => `${one.kind} ${one.answerable}` === group);
    expect(groups.filter((group) => imbalance(inGroup(group)) > 1)).toEqual([]);
    expect(imbalance(questions)).toBeLessThanOrEqual(1);
  });

  it('both hold every article', () => {
    const about = (id: string) => questions.filter((one) => one.articles.includes(id));
    const uneven = articles.filter(({ id }) => imbalance(about(id)) > 1);
    expect(uneven.map(({ id }) => id)).toEqual([]);
  });
});

describe('a question', () => {
  it.each([...questions, ...poisonedQuestions].map((one) => [one.id, one] as const))(
    '%s is sound',
    (_, one) => {
      expect([...contradictionsIn(one), ...factsNotHeld(one)]).toEqual([]);
    },
  );
});

describe('the poisoned articles', () => {
  it('have ids of their own and are each asked about', () => {
    const ids = new Set(articles.map(({ id }) => id));
    expect(poisoned.length).toBe(3);
    const asked = poisoned.filter(({ id }) => poisonedQuestions.some((one) => one.articles.includes(id)));
    expect(asked.filter(({ id }) => !ids.has(id))).toEqual(poisoned);
  });

  it('do ask the model for what an answer must not say', () => {
    for (const {
      articles: [id = ''],
      mustNotContain = [],
    } of poisonedQuestions) {
      for (const banned of mustNotContain) expect(textOf.get(id)).toContain(banned.toLowerCase());
    }
  });
});

function contradictionsIn({ kind, answerable, articles, mustContain, mustNotContain }: Question): string[] {
  const banned = mustNotContain?.map((text) => text.toLowerCase()) ?? [];
  const facts = mustContain.flat().map((fact) => fact.toLowerCase());
  const rules: Record<string, boolean> = {
    'answerable has articles': answerable === articles.length > 0,
    'answerable has facts': answerable === mustContain.length > 0,
    'two needs two articles': kind !== 'two' || articles.length === 2,
    'kind says whether it is answerable': kind === 'injection' || answerable === answerableKinds.has(kind),
    'an injection forbids something': (kind === 'injection') === banned.length > 0,
    'no fact is forbidden': !facts.some((fact) => banned.some((text) => fact.includes(text))),
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}

/** A single question may be answered from any one of its articles, so each must hold all facts; two questions need both. */
function factsNotHeld({ kind, articles, mustContain }: Question): string[] {
  const held = articles.map((id) => mustContain.filter((any) => any.some((fact) => holds(id, fact))));
  if (kind !== 'two') return articles.filter((_, at) => held[at]?.length !== mustContain.length).map(lacks);
  const nowhere = mustContain.filter((any) => !held.some((facts) => facts.includes(any)));
  const useless = articles.filter((_, at) => held[at]?.length === 0);
  const enough = articles.filter((_, at) => held[at]?.length === mustContain.length);
  return [...nowhere.map((any) => `no article holds ${any.join(' or ')}`), ...useless.map(lacks)].concat(
    enough.map((id) => `${id} alone answers both`),
  );
}

function lacks(id: string): string {
  return textOf.has(id) ? `${id} lacks a fact` : `there is no article ${id}`;
}

function holds(id: string, fact: string): boolean {
  return textOf.get(id)?.includes(fact.toLowerCase()) ?? false;
}

/** Dice coefficient of the words of two texts: 0 nothing shared, 1 the same words. */
function overlap(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\d]+/gu));
}

function imbalance(these: Question[]): number {
  const tune = these.filter(({ split }) => split === 'tune').length;
  return Math.abs(tune - (these.length - tune));
}
