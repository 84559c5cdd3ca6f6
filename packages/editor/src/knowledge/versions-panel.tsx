import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { tellError } from '../ui/toast.tsx';
import { CompareDialog, type Compared } from './compare-dialog.tsx';
import { CompareForm } from './compare-form.tsx';
import { knowledge } from './knowledge-client.ts';
import { articlePath } from './paths.ts';
import { versionsQuery } from './queries.ts';
import { RestoreDialog } from './restore-dialog.tsx';
import type { ArticleVersion } from './types.ts';
import styles from './versions-panel.module.css';

type VersionsProps = { id: string; head: number; mayWrite: boolean; unsaved: boolean };

/** Every version with who saved it and when, what it changed, and the way back to it. */
export function VersionsPanel({ id, head, mayWrite, unsaved }: VersionsProps) {
  const versions = useQuery(versionsQuery(id));
  const [compared, setCompared] = useState<{ before: Compared; after: Compared }>();
  const [restoring, setRestoring] = useState<number>();
  if (versions.isPending) return <Skeleton rows={4} height={40} label="Loading the versions" />;
  if (versions.isError)
    return <Failed error={versions.error} what="The versions" onRetry={() => void versions.refetch()} />;
  const all = versions.data;
  const texts = all.filter(({ removed }) => !removed);

  async function compare(before: number, after: number): Promise<void> {
    try {
      const [old, young] = await Promise.all([knowledge.article(id, before), knowledge.article(id, after)]);
      setCompared({
        before: { name: `version ${before}`, fields: old },
        after: { name: `version ${after}`, fields: young },
      });
    } catch (error) {
      tellError('Not compared.', error);
    }
  }

  return (
    <>
      {texts.length > 1 && <CompareForm versions={texts.map(({ version }) => version)} onCompare={compare} />}
      <ol className={styles['versions']}>
        {all.map((one) => (
          <Row
            key={one.version}
            {...{ id, one, mayWrite }}
            isLive={one.version === head && !one.removed}
            earlier={texts.find(({ version }) => version < one.version)}
            onCompare={compare}
            onRestore={() => setRestoring(one.version)}
          />
        ))}
      </ol>
      {compared && <CompareDialog {...compared} onClose={() => setCompared(undefined)} />}
      {restoring !== undefined && !unsaved && (
        <RestoreDialog id={id} version={restoring} head={head} onClose={() => setRestoring(undefined)} />
      )}
      {restoring !== undefined && unsaved && (
        <p role="alert" className={styles['note']}>
          Save or discard your changes before you restore a version.
        </p>
      )}
    </>
  );
}

type RowProps = {
  id: string;
  one: ArticleVersion;
  isLive: boolean;
  earlier: ArticleVersion | undefined;
  mayWrite: boolean;
  onCompare: (before: number, after: number) => Promise<void>;
  onRestore: () => void;
};

function Row({ id, one, isLive, earlier, mayWrite, onCompare, onRestore }: RowProps) {
  const { version, title, at, author, removed } = one;
  return (
    <li>
      <div>
        <p>
          {removed ? (
            <>Version {version}: taken away</>
          ) : (
            <Link to={articlePath(id, { version })}>
              Version {version}: {title}
            </Link>
          )}
          {isLive && <span className={styles['live']}>Live</span>}
        </p>
        <p className={styles['by']}>
          <Time at={at} long />
          {author && <> by {author.name}</>}
        </p>
      </div>
      {!removed && (
        <div className={styles['actions']}>
          {earlier && (
            <Button
              look="quiet"
              aria-label={`What it changed: version ${version}`}
              onClick={() => void onCompare(earlier.version, version)}
            >
              What it changed
            </Button>
          )}
          {mayWrite && !isLive && (
            <Button look="quiet" aria-label={`Restore: version ${version}`} onClick={onRestore}>
              Restore…
            </Button>
          )}
        </div>
      )}
    </li>
  );
}
