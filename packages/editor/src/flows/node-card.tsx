import { Handle, Position, type NodeProps } from '@xyflow/react';
import { CircleAlert, Pin, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { FlowNode } from '@throughline/flow/schema';
import type { Issue } from '@throughline/flow/validate';
import type { StepNode } from './canvas-nodes.ts';
import { issuesOfNode } from './issues-by-node.ts';
import { useIsCompared, useNodeMark } from './marks-context.ts';
import styles from './node-card.module.css';
import { NodeIcon } from './node-icon.tsx';
import type { NodeView } from './node-view.ts';
import { useSimulationView } from '../simulator/simulation-store.ts';
import { useFlowEditor } from './use-flow-editor.tsx';

/** React Flow draws it again wherever it is moved to; the card is the same there. */
export function NodeCard({ data: { node, view, isPinned }, selected }: NodeProps<StepNode>) {
  return <Card node={node} view={view} isPinned={isPinned} selected={selected} />;
}

type CardProps = { node: FlowNode; view: NodeView; isPinned: boolean; selected: boolean };

/** A node as it is drawn: what it is, what it says, and its ports on the right edge. */
const Card = memo(function Card({ node, view, isPinned, selected }: CardProps) {
  const { id } = node;
  const issues = useFlowEditor((state) => issuesOfNode(state.issues, id));
  const mark = useNodeMark(id);
  const isCompared = useIsCompared();
  const simulated = useSimulationView(({ current, visited }) => {
    if (isCompared || visited[id] === undefined) return undefined;
    return current?.node === id ? current.state : 'visited';
  });
  const { declaration, ports = [], summary } = view;
  return (
    <div className={styles['card']} data-selected={selected} data-mark={mark} data-simulated={simulated}>
      {!declaration?.entry && (
        <Handle type="target" position={Position.Left} id="in" className={styles['in'] ?? ''} />
      )}
      <div className={styles['head']}>
        <span className={styles['icon']}>
          <NodeIcon name={declaration?.icon} />
        </span>
        <p className={styles['title']}>{node.title}</p>
        <Mark issues={issues} />
        {isPinned && <Pin className={styles['pin']} aria-label="Pinned" />}
        <p className={styles['summary']}>{summary}</p>
      </div>
      {ports.length > 0 && (
        <ul className={styles['ports']}>
          {ports.map((port) => (
            <li key={port.id} data-wrong={issues.some((issue) => issue.port === port.id)}>
              {port.title}
              <Handle type="source" position={Position.Right} id={port.id} className={styles['out'] ?? ''} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
});

function Mark({ issues }: { issues: Issue[] }) {
  if (issues.length === 0) return null;
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const words = issues.map(({ text }) => text).join('\n');
  return (
    <span className={styles[errors > 0 ? 'error' : 'warning']} title={words}>
      {errors > 0 ? <CircleAlert aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
      <span className="unseen">
        {issues.length} {issues.length === 1 ? 'problem' : 'problems'}
      </span>
    </span>
  );
}
