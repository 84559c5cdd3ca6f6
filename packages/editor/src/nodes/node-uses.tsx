import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '../api/client.ts';
import { Failed, Skeleton } from '../ui/faces.tsx';
import styles from './nodes-page.module.css';

/** The flows that use a type of node; each node leads to its place in the drawing. */
export function NodeUses({ type }: { type: string }) {
  const uses = useQuery({ queryKey: ['node-uses', type], queryFn: () => api.nodeUses(type) });
  if (uses.isPending) return <Skeleton rows={2} height={56} label="Loading where it is used" />;
  if (uses.isError)
    return <Failed error={uses.error} what="Where it is used" onRetry={() => void uses.refetch()} />;
  const { flows } = uses.data;
  if (flows.length === 0) return <p>No live flow uses it, and no draft of yours.</p>;
  return (
    <ul className={styles['uses']}>
      {flows.map(({ flowId, title, where, nodes }) => (
        <li key={`${flowId} ${where}`}>
          <p>
            <Link to={`/flows/${encodeURIComponent(flowId)}`}>{title}</Link>{' '}
            <small>{where === 'live' ? 'live' : 'your draft'}</small>
          </p>
          <ul>
            {nodes.map((node) => (
              <li key={node.id}>
                <Link to={`/flows/${encodeURIComponent(flowId)}?node=${encodeURIComponent(node.id)}`}>
                  {node.title}
                </Link>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
