import { topicOf } from '../cases/feed-events.ts';
import type { FeedStore } from '../stores/feed.ts';

/** Tells everybody who looks at articles. Safe to run twice. */
export async function tellArticleChange(
  feed: Pick<FeedStore, 'append'>,
  change: { articleId: string; version: number },
): Promise<void> {
  const { articleId: id, version } = change;
  await feed.append({
    key: `article:${id}:${version}`,
    topics: [topicOf.articles],
    type: 'article.changed',
    data: { id, version },
  });
}
