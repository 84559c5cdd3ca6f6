import { lazy, Suspense, useState } from 'react';
import type { Flow } from '@throughline/flow/schema';
import { api } from '../api/client.ts';
import type { FlowVersion } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { tellError } from '../ui/toast.tsx';
import { MoveProgress } from './move-progress.tsx';
import { OtherDrafts } from './other-drafts.tsx';
import { PublishAgain } from './publish-again.tsx';
import { drawingOf } from './read-drawing.ts';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';
import { useVersions } from './use-live-version.ts';
import styles from './versions-panel.module.css';

const CompareView = lazy(async () => ({ default: (await import('./compare-view.tsx')).CompareView }));

type Compared = { before: { flow: Flow; name: string }; after: { flow: Flow; name: string } };

/** Every version that was live, how each differs from what is drawn, and how to make one live again. */
export function VersionsPanel() {
  const editor = useEditor();
  const flowId = useFlowEditor((state) => state.flow.id);
  const readOnly = useFlowEditor((state) => state.readOnly);
  const versions = useVersions(flowId);
  const [again, setAgain] = useState<FlowVersion>();
  const [compared, setCompared] = useState<Compared>();

  async function compareWith(version: FlowVersion): Promise<void> {
    try {
      const before = drawingOf((await api.flow(flowId, version.hash)).flow);
      const after = { flow: editor.getState().flow, name: readOnly ? 'what is shown' : 'your draft' };
      setCompared({ before: { flow: before, name: `version ${version.version}` }, after });
    } catch (error) {
      tellError('Not compared.', error);
    }
  }

  /** What a version changed: beside the one before it. */
  async function showChanges(version: FlowVersion, earlier: FlowVersion): Promise<void> {
    try {
      const [before, after] = await Promise.all([
        api.flow(flowId, earlier.hash),
        api.flow(flowId, version.hash),
      ]);
      setCompared({
        before: { flow: drawingOf(before.flow), name: `version ${earlier.version}` },
        after: { flow: drawingOf(after.flow), name: `version ${version.version}` },
      });
    } catch (error) {
      tellError('Not compared.', error);
    }
  }

  if (versions.isPending) return <Skeleton rows={4} height={40} label="Loading the versions" />;
  if (versions.isError)
    return <Failed error={versions.error} what="The versions" onRetry={() => void versions.refetch()} />;
  const all = versions.data;
  const live = all.find((version) => version.live);
  return (
    <>
      {!readOnly && <OtherDrafts />}
      {!readOnly && live && <MoveProgress flowId={flowId} hash={live.hash} inPanel />}
      {all.length === 0 ? (
        <Empty title="Never published">The first version is made when you publish.</Empty>
      ) : (
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col" className={styles['number']}>
                Version
              </th>
              <th scope="col">What has changed</th>
              <th scope="col">By</th>
              <th scope="col">Published</th>
              <th scope="col">Hash</th>
              <th scope="col" className={styles['number']}>
                Running cases
              </th>
              <th scope="col">
                <span className="unseen">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((version, index) => {
              const earlier = all[index + 1];
              return (
                <tr key={version.hash}>
                  <td className={styles['number']}>{version.version}</td>
                  <td>{version.note ?? <span className={styles['none']}>no note</span>}</td>
                  <td>{version.author.name}</td>
                  <td>
                    <Time at={version.at} />
                  </td>
                  <td>
                    <code title={version.hash}>{version.hash.slice(0, 8)}</code>
                  </td>
                  <td className={styles['number']}>{version.running}</td>
                  <td className={styles['action']}>
                    {version.live && <span className={styles['live']}>Live</span>}
                    {earlier && (
                      <Button look="quiet" onClick={() => void showChanges(version, earlier)}>
                        What it changed
                      </Button>
                    )}
                    <Button look="quiet" onClick={() => void compareWith(version)}>
                      Compare with {readOnly ? 'this' : 'the draft'}
                    </Button>
                    {!version.live && !readOnly && (
                      <Button onClick={() => setAgain(version)}>Publish again</Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {again && live && (
        <PublishAgain version={again} liveHash={live.hash} onClose={() => setAgain(undefined)} />
      )}
      <Suspense>
        {compared && (
          <CompareView
            title="What is different"
            before={compared.before}
            after={compared.after}
            onClose={() => setCompared(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}
