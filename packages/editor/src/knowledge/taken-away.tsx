import styles from './article-page.module.css';
import { Time } from '../ui/time.tsx';
import type { ArticleVersion } from './types.ts';
import { VersionsPanel } from './versions-panel.tsx';

type TakenAwayProps = { id: string; versions: ArticleVersion[]; mayWrite: boolean };

/** What is left of an article that was taken away: its versions. */
export function TakenAway({ id, versions, mayWrite }: TakenAwayProps) {
  const [head] = versions;
  return (
    <>
      <header className={styles['header']}>
        <div>
          <h1>{head?.title ?? id}</h1>
          <p className={styles['about']}>
            <code>{id}</code>
          </p>
        </div>
      </header>
      {head && (
        <p className={styles['warning']}>
          {head.author?.name ?? 'Somebody'} took it away <Time at={head.at} long />. It answers no question.
          {mayWrite && ' A version that is restored answers again, at once.'}
        </p>
      )}
      <section className={styles['gone']} aria-label="Versions">
        <VersionsPanel id={id} head={head?.version ?? 0} mayWrite={mayWrite} unsaved={false} />
      </section>
    </>
  );
}
