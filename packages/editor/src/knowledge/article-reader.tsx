import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../ui/button.tsx';
import { languageName } from '../ui/language-name.ts';
import { Time } from '../ui/time.tsx';
import styles from './article-page.module.css';
import { articlePath } from './paths.ts';
import { versionsQuery } from './queries.ts';
import { RestoreDialog } from './restore-dialog.tsx';
import { SafeHtml } from './safe-html.tsx';
import type { Article } from './types.ts';

const VersionsPanel = lazy(async () => ({ default: (await import('./versions-panel.tsx')).VersionsPanel }));

type ReaderProps = { article: Article; mayWrite: boolean; passage?: string };

/** An article, or an old version of it, to read. */
export function ArticleReader({ article, mayWrite, passage }: ReaderProps) {
  const { articleId, version, live, title, at, author, questions, tags, language, html } = article;
  const [restoring, setRestoring] = useState(false);
  const versions = useQuery(versionsQuery(articleId));
  const head = versions.data?.[0]?.version ?? live ?? version;
  const isOld = version !== live;
  return (
    <>
      <header className={styles['header']}>
        <div>
          <h1>{title}</h1>
          <p className={styles['about']}>
            <code>{articleId}</code> · version {version}, saved <Time at={at} long />
            {author && <> by {author.name}</>}
          </p>
        </div>
        {isOld && mayWrite && (
          <div className={styles['actions']}>
            <Button onClick={() => setRestoring(true)}>Restore this version…</Button>
          </div>
        )}
      </header>
      {isOld && (
        <p className={styles['warning']}>
          {live === null ? (
            'This is an old version; the article was taken away, and answers nothing.'
          ) : (
            <>
              This is an old version. <Link to={articlePath(articleId)}>Version {live} is live.</Link>
            </>
          )}
        </p>
      )}
      <div className={styles['columns']}>
        <SafeHtml html={html} title={title} {...(passage !== undefined && { passage })} />
        <section className={styles['side']} aria-label="About the article">
          <dl className={styles['facts']}>
            <dt>Language</dt>
            <dd>{languageName(language)}</dd>
            <dt>Tags</dt>
            <dd>{tags.length > 0 ? tags.join(', ') : 'none'}</dd>
            <dt>Questions</dt>
            <dd>
              {questions.length > 0 ? (
                <ul>
                  {questions.map((question) => (
                    <li key={question}>{question}</li>
                  ))}
                </ul>
              ) : (
                'none'
              )}
            </dd>
          </dl>
          <h2>Versions</h2>
          <Suspense>
            <VersionsPanel id={articleId} head={head} mayWrite={mayWrite} unsaved={false} />
          </Suspense>
        </section>
      </div>
      {restoring && (
        <RestoreDialog id={articleId} version={version} head={head} onClose={() => setRestoring(false)} />
      )}
    </>
  );
}
