import { useQuery } from '@tanstack/react-query';
import { Blocks, FileUp, Plus, Workflow } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../api/client.ts';
import { flowsQuery } from '../api/queries.ts';
import { ApiError } from '../api/request.ts';
import type { FlowSummary } from '../api/flow.ts';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { LinkedRow } from '../ui/linked-row.tsx';
import { Time } from '../ui/time.tsx';
import { TitleTable } from '../ui/title-table.tsx';
import { tell, tellError, tellRefused } from '../ui/toast.tsx';
import { useFileChoice } from '../ui/use-file-choice.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import styles from './flows-page.module.css';
import { NewFlowDialog } from './new-flow-dialog.tsx';
import { readFlowText } from './flow-file.ts';

/** Every flow: what is live, and whose drafts there are. */
export function FlowsPage() {
  const mayDraw = useMay('admin', 'ops', 'developer');
  const navigate = useNavigate();
  const list = useQuery(flowsQuery);
  const [asking, setAsking] = useState(false);
  useHotkeys({ n: mayDraw ? () => setAsking(true) : undefined });
  const flows = list.data ?? [];

  /** A flow from a file becomes a draft of its own id; one that has a draft already is not written over. */
  async function bringIn(chosen: File): Promise<void> {
    const read = readFlowText(await chosen.text());
    if (!read.ok) return tellRefused(`${chosen.name} was not imported. ${read.text}`);
    const { flow } = read;
    const known = flows.find(({ flowId }) => flowId === flow.id);
    try {
      await api.saveDraft(flow.id, { flow, base: known?.live?.hash ?? null, revision: 0 });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'draft.conflict')
        return tellError(`${chosen.name} was not imported.`, error);
      tell(
        `You have a draft of “${flow.title}” already: open it, and import the file there, where Undo can bring it back.`,
      );
    }
    await navigate(`/flows/${encodeURIComponent(flow.id)}`);
  }

  const file = useFileChoice({
    label: 'Flow file to import',
    accept: '.json,application/json',
    onChoose: (chosen) => void bringIn(chosen),
  });

  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <h1>Flows</h1>
        <Link to="/nodes" className={styles['nodes']}>
          <Blocks aria-hidden="true" />
          What nodes do
        </Link>
        {mayDraw && (
          <>
            <Button icon={<FileUp />} onClick={file.choose}>
              Import
            </Button>
            {file.input}
            <Button look="primary" icon={<Plus />} hotkey="n" onClick={() => setAsking(true)}>
              New flow
            </Button>
          </>
        )}
      </header>
      {list.isPending ? (
        <Skeleton rows={4} height={56} label="Loading flows" />
      ) : list.isError ? (
        <Failed error={list.error} what="The list" onRetry={() => void list.refetch()} />
      ) : flows.length === 0 ? (
        <Empty icon={<Workflow />} title="No flow yet">
          A flow says how cases run: what is asked, what is looked up, who takes over. Begin with an empty
          one, or import a file.
        </Empty>
      ) : (
        <FlowTable flows={flows} />
      )}
      {asking && <NewFlowDialog taken={flows.map(({ flowId }) => flowId)} onClose={() => setAsking(false)} />}
    </div>
  );
}

function FlowTable({ flows }: { flows: FlowSummary[] }) {
  const pathOf = ({ flowId }: FlowSummary) => `/flows/${encodeURIComponent(flowId)}`;
  return (
    <TitleTable className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">Flow</th>
          <th scope="col">Live</th>
          <th scope="col">Published</th>
          <th scope="col">Drafts</th>
        </tr>
      </thead>
      <tbody>
        {flows.map((flow) => (
          <LinkedRow key={flow.flowId} to={pathOf(flow)}>
            <td>
              <Link to={pathOf(flow)}>{flow.title}</Link>
              <code>{flow.flowId}</code>
            </td>
            <td>
              {flow.live ? (
                `version ${flow.live.version}`
              ) : (
                <span className={styles['none']}>not published</span>
              )}
            </td>
            <td>
              {flow.live && (
                <>
                  <Time at={flow.live.publishedAt} />
                  {flow.live.author && <span className={styles['none']}> by {flow.live.author.name}</span>}
                </>
              )}
            </td>
            <td>{flow.drafts.map(({ author, mine }) => (mine ? 'yours' : author.name)).join(', ')}</td>
          </LinkedRow>
        ))}
      </tbody>
    </TitleTable>
  );
}
