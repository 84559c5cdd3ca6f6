import { useQuery } from '@tanstack/react-query';
import { BookX } from 'lucide-react';
import { Link, useLocation, useParams, useSearchParams } from 'react-router';
import { ApiError } from '../api/request.ts';
import { useMay } from '../app/session.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { ArticleEditor } from './article-editor.tsx';
import { ArticleReader } from './article-reader.tsx';
import { emptyTyped, idOfTitle, isSame, type Typed } from './article-fields.ts';
import styles from './article-page.module.css';
import { useKeptArticle } from './kept-article.ts';
import { articleQuery, versionsQuery } from './queries.ts';
import { TakenAway } from './taken-away.tsx';

/** An article to write or to read, or one of its versions; every one has an address. */
export function ArticlePage() {
  const { articleId = '' } = useParams();
  const mayWrite = useMay('admin', 'ops');
  return (
    <div className={styles['page']}>
      <p className={styles['back']}>
        <Link to="/knowledge">Knowledge</Link>
      </p>
      {articleId !== '_new' ? (
        <Known key={articleId} id={articleId} mayWrite={mayWrite} />
      ) : mayWrite ? (
        <NewArticle />
      ) : (
        <Empty icon={<BookX />} title="Administrators and support operations write articles" />
      )}
    </div>
  );
}

function Known({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const [query] = useSearchParams();
  const kept = useKeptArticle(id);
  const asked = Number(query.get('version') ?? '');
  const passage = query.get('passage') ?? undefined;
  const live = useQuery(articleQuery(id));
  const isGone = live.error instanceof ApiError && live.error.status === 404;
  const old = Number.isInteger(asked) && asked > 0 && asked !== live.data?.version ? asked : undefined;
  const version = useQuery({ ...articleQuery(id, old), enabled: old !== undefined });
  const versions = useQuery({ ...versionsQuery(id), enabled: isGone });
  const article = isGone && versions.data ? undefined : live.data;
  const head = article?.version ?? versions.data?.[0]?.version;

  if (old !== undefined && !version.isError) {
    if (version.isPending) return <Skeleton rows={8} height={40} label="Loading the version" />;
    return <ArticleReader article={version.data} mayWrite={mayWrite} />;
  }
  if (!kept.data || live.isPending || (!article && versions.isLoading))
    return <Skeleton rows={8} height={40} label="Loading the article" />;
  if (isGone && versions.data && head === undefined)
    return (
      <Empty icon={<BookX />} title="There is no such article">
        It may have been renamed. <Link to="/knowledge">All articles</Link>
      </Empty>
    );
  if (head === undefined)
    return <Failed error={live.error} what="The article" onRetry={() => void live.refetch()} />;
  const more = passage === undefined ? {} : { passage };
  // What somebody typed before it was taken away is theirs to save or to discard.
  if (mayWrite && (article || kept.data.current()))
    return (
      <ArticleEditor
        key={kept.dataUpdatedAt}
        {...{ id, head, kept: kept.data, ...more }}
        {...(article ? { article } : { removed: versions.data?.[0], onDiscarded: () => void kept.refetch() })}
      />
    );
  return article ? (
    <ArticleReader article={article} mayWrite={false} {...more} />
  ) : (
    <TakenAway id={id} versions={versions.data ?? []} mayWrite={mayWrite} />
  );
}

/** A page that leads here may bring what to begin with: in the history, as an address is logged in many places. */
function NewArticle() {
  const brought = useLocation().state as { title?: string; questions?: string[]; language?: string } | null;
  const title = typeof brought?.title === 'string' ? brought.title : '';
  const typed: Typed = {
    ...emptyTyped,
    ...{ title, id: idOfTitle(title), language: brought?.language ?? 'en' },
    questions: (brought?.questions ?? []).join('\n'),
  };
  const begin = isSame(typed, emptyTyped) ? undefined : typed;
  // Beside another new article that somebody may have begun.
  const kept = useKeptArticle(begin ? `_new:${begin.id}` : '');
  if (!kept.data) return <Skeleton rows={8} height={40} label="Loading what was typed" />;
  return <ArticleEditor head={0} kept={kept.data} {...(begin && { begin })} />;
}
