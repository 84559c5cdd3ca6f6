import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import { useMay, useUser } from '../app/session.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { DraftProvider } from './draft-context.tsx';
import { createFlowEditor } from './flow-editor.ts';
import styles from './flow-page.module.css';
import { installationQuery, type Installation } from './installation.ts';
import { keepChecked } from './keep-checked.ts';
import { keepPorts } from './keep-ports.ts';
import { keptDrafts } from './kept-drafts.ts';
import { createNodeViews, type LastPorts } from './node-view.ts';
import { openFlow, type Opened } from './open-flow.ts';
import { FlowUnreadable } from './read-drawing.ts';
import { FlowEditorProvider } from './use-flow-editor.tsx';
import { useLiveCatalogue } from './use-live-catalogue.ts';
import { NodeViewsContext } from './use-node-views.ts';
import { Workbench } from './workbench.tsx';

const OnlyDrafts = lazy(async () => ({ default: (await import('./only-drafts.tsx')).OnlyDrafts }));

/** One flow, open for drawing; for those who may not, to look at. */
export function FlowPage() {
  const { flowId = '' } = useParams();
  const user = useUser();
  const mayDraw = useMay('admin', 'ops', 'developer');
  const opening = useQuery({
    queryKey: ['open-flow', flowId, user.id],
    queryFn: () => openFlow(flowId, { mayDraw, keeping: mayDraw ? keptDrafts(user.id, flowId) : undefined }),
    // What is drawn here is this page's own from then on.
    staleTime: Infinity,
    gcTime: 0,
    retry: (count, error) => count < 2 && !(error instanceof FlowUnreadable) && !isMissing(error),
  });
  const installation = useQuery(installationQuery(mayDraw));
  if (opening.isPending || installation.isPending) {
    return (
      <div className={styles['loading']}>
        <Skeleton rows={6} height={64} label="Loading the flow" />
      </div>
    );
  }
  if (opening.isError) {
    if (isMissing(opening.error))
      return mayDraw ? (
        <Suspense>
          <OnlyDrafts flowId={flowId} />
        </Suspense>
      ) : (
        <Empty title="There is no such flow">
          No flow has the id “{flowId}”. It may never have been saved, or its draft is another person’s.
        </Empty>
      );
    if (opening.error instanceof FlowUnreadable)
      return <Empty title="This flow cannot be drawn">{opening.error.message}</Empty>;
    return <Failed error={opening.error} what="The flow" onRetry={() => void opening.refetch()} />;
  }
  if (installation.isError)
    return (
      <Failed
        error={installation.error}
        what="The nodes of this installation"
        onRetry={() => void installation.refetch()}
      />
    );
  return <OpenFlow key={flowId} opened={opening.data} installation={installation.data} readOnly={!mayDraw} />;
}

type OpenFlowProps = { opened: Opened; installation: Installation; readOnly: boolean };

function OpenFlow({ opened, installation: now, readOnly }: OpenFlowProps) {
  const [query] = useSearchParams();
  const [installation] = useState(now);
  const catalogue = useLiveCatalogue(installation);
  const [editor] = useState(() =>
    createFlowEditor(opened.flow, { readOnly, chosen: query.get('node') ?? undefined }),
  );
  const [lastPorts] = useState((): LastPorts => new Map());
  const views = useMemo(() => createNodeViews(catalogue, lastPorts), [catalogue, lastPorts]);
  // What the server alone can say is for those who may draw.
  useEffect(
    () => (readOnly ? undefined : keepPorts(editor, { installation, ask: api.nodePorts })),
    [editor, installation, readOnly],
  );
  useEffect(
    () => keepChecked(editor, { ...installation, catalogue, ...(!readOnly && { ask: api.validateFlow }) }),
    [editor, installation, catalogue, readOnly],
  );
  return (
    <FlowEditorProvider editor={editor} catalogue={catalogue}>
      <NodeViewsContext value={views}>
        <ReactFlowProvider>
          <DraftProvider opened={opened}>
            <Workbench opened={opened.live} />
          </DraftProvider>
        </ReactFlowProvider>
      </NodeViewsContext>
    </FlowEditorProvider>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
