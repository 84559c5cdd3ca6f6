import { lazy, Suspense, useState } from 'react';
import { ApiError } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import styles from './article-page.module.css';
import type { Article, ArticleFields, ArticleVersion } from './types.ts';

const CompareDialog = lazy(async () => ({ default: (await import('./compare-dialog.tsx')).CompareDialog }));

type ConflictProps = {
  id: string;
  mine: ArticleFields;
  /** What stands now; none when it was taken away. */
  article?: Article;
  removed?: ArticleVersion | undefined;
  onSaveOver: () => void;
  onDiscard: () => void;
};

/** Somebody else saved meanwhile: both texts are there, and it is the author's choice. */
export function ConflictNotice({ mine, article, removed, onSaveOver, onDiscard }: ConflictProps) {
  const [comparing, setComparing] = useState(false);
  return (
    <div className={styles['conflict']} role="alert">
      <p>
        {article ? (
          <>
            <strong>{article.author?.name ?? 'Somebody'}</strong> saved version {article.version}{' '}
            <Time at={article.at} long />, after you began. What you typed is still here.
          </>
        ) : (
          <>
            <strong>{removed?.author?.name ?? 'Somebody'}</strong> took the article away
            {removed && (
              <>
                {' '}
                <Time at={removed.at} long />
              </>
            )}
            , after you began. What you typed is still here.
          </>
        )}
      </p>
      <div className={styles['actions']}>
        {article && <Button onClick={() => setComparing(true)}>Show what is different</Button>}
        <Button onClick={onSaveOver}>
          {article ? `Save mine in place of version ${article.version}` : 'Save mine: it answers again'}
        </Button>
        <Button look="quiet" onClick={onDiscard}>
          {article ? `Discard mine and go on from version ${article.version}` : 'Discard mine'}
        </Button>
      </div>
      <Suspense>
        {comparing && article && (
          <CompareDialog
            before={{ name: `version ${article.version}`, fields: article }}
            after={{ name: 'what you typed', fields: mine }}
            onClose={() => setComparing(false)}
          />
        )}
      </Suspense>
    </div>
  );
}

export function NotSaved({ error }: { error: unknown }) {
  const why =
    error instanceof ApiError ? `${error.title}. ${error.message}` : 'Something unexpected happened.';
  return (
    <p className={styles['conflict']} role="alert">
      Not saved. {why} What you typed is kept in this browser; save again in a moment.
    </p>
  );
}
