import { fillPolicies } from '@throughline/engine/knowledge/policy-values';
import { describe, expect, it } from 'vitest';
import { policies, readArticles, sentencesOf } from './articles.ts';

const articles = readArticles('examples/knowledge');
const values = Object.fromEntries(policies.map(({ name, value }) => [name, value]));

describe('the articles of the example shop', () => {
  it('are at least 45, each named after its file', () => {
    expect(articles.length).toBeGreaterThanOrEqual(45);
    for (const { id, file } of articles) expect(file).toBe(`${id}.md`);
    expect(new Set(articles.map(({ title }) => title)).size).toBe(articles.length);
  });

  it.each(articles.map((article) => [article.id, article] as const))('%s is complete', (_, article) => {
    const words = article.body.split(/\s+/).length;
    expect(words).toBeGreaterThanOrEqual(120);
    expect(words).toBeLessThanOrEqual(350);
    expect(article.questions.length).toBeGreaterThanOrEqual(2);
    expect(article.questions.length).toBeLessThanOrEqual(60);
    expect(fillPolicies(article.body, values).missing).toEqual([]);
  });

  it('say nothing that needs the sentence before', () => {
    const leaning =
      /^(it|its|this|that|these|those|they|them|he|she|so|then|but|and|or|also|however|otherwise|instead|therefore|there)\b/i;
    expect(articles.flatMap(({ body }) => sentencesOf(body)).filter((text) => leaning.test(text))).toEqual(
      [],
    );
  });

  it('never say the same sentence in two places', () => {
    const all = articles.flatMap(({ body }) => sentencesOf(body));
    expect(all.filter((text, at) => all.indexOf(text) !== at)).toEqual([]);
  });

  it('use policy values in several places', () => {
    const using = articles.filter(({ body }) => body.includes('{{ policy.'));
    expect(using.length).toBeGreaterThanOrEqual(3);
  });
});

describe('the policies of the example shop', () => {
  it('have names of their own', () => {
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
    for (const { name } of policies) expect(name).toMatch(/^[a-z][A-Za-z\d]*$/);
  });

  it('hold the opening hours that the contact article states', () => {
    const { weekly } = values['openingHours'] as { weekly: Record<string, { from: string; to: string }[]> };
    const contact = articles.find(({ id }) => id === 'contact')?.body;
    for (const { from, to } of Object.values(weekly).flat()) expect(contact).toContain(`${from} to ${to}`);
  });
});
