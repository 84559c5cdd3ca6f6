import type { ArticleSummary } from './types.ts';

/** Articles with all of the words, in title, id or tags, beginning anywhere. */
export function matching(
  articles: readonly ArticleSummary[],
  { text, language, tag }: { text: string; language: string; tag: string },
): ArticleSummary[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return articles.filter((article) => {
    if (language !== '' && article.language !== language) return false;
    if (tag !== '' && !article.tags.includes(tag)) return false;
    const said = plain(`${article.title} ${article.articleId} ${article.tags.join(' ')}`);
    return words.every((word) => said.includes(word));
  });
}

/** Each once, by name. */
export function chosenOf(values: readonly string[]): string[] {
  return [...new Set(values)].toSorted((one, other) => one.localeCompare(other, 'en'));
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
