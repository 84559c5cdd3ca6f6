import { useFlowEditor } from '../flows/use-flow-editor.tsx';
import { CommentInspector } from './comment-inspector.tsx';
import { EdgeInspector } from './edge-inspector.tsx';
import { FlowInspector } from './flow-inspector.tsx';
import { GroupInspector } from './group-inspector.tsx';
import { NodeInspector } from './node-inspector.tsx';
import { SeveralInspector } from './several-inspector.tsx';
import styles from './inspector.module.css';

/** What is chosen on the canvas, with its settings; those of the flow when nothing is. */
export function Inspector() {
  const { nodes, edges } = useFlowEditor(({ selection }) => selection);
  const node = useFlowEditor(({ flow }) =>
    nodes.length === 1 && edges.length === 0 ? flow.nodes.find(({ id }) => id === nodes[0]) : undefined,
  );
  const edge = useFlowEditor(({ flow }) =>
    edges.length === 1 && nodes.length === 0 ? flow.edges.find(({ id }) => id === edges[0]) : undefined,
  );
  const group = useFlowEditor(({ flow }) =>
    nodes.length === 1 && edges.length === 0
      ? flow.canvas?.groups.find(({ id }) => id === nodes[0])
      : undefined,
  );
  const comment = useFlowEditor(({ flow }) =>
    nodes.length === 1 && edges.length === 0
      ? flow.canvas?.comments.find(({ id }) => id === nodes[0])
      : undefined,
  );
  return (
    <aside className={styles['inspector']} aria-label="Inspector">
      {node ? (
        // A form of its own for each node: what is folded and half typed stays with it.
        <NodeInspector key={node.id} node={node} />
      ) : group ? (
        <GroupInspector key={group.id} group={group} />
      ) : comment ? (
        <CommentInspector key={comment.id} comment={comment} />
      ) : edge ? (
        <EdgeInspector edge={edge} />
      ) : nodes.length + edges.length > 0 ? (
        <SeveralInspector />
      ) : (
        <FlowInspector />
      )}
    </aside>
  );
}
