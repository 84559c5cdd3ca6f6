import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react';
import { memo } from 'react';
import type { WireEdge } from './canvas-nodes.ts';
import { edgeKey, useSimulationView } from '../simulator/simulation-store.ts';
import { useEdgeMark, useIsCompared } from './marks-context.ts';
import { useFlowEditor } from './use-flow-editor.tsx';
import { wirePath } from './wire-path.ts';
import styles from './wire.module.css';

/** An edge; it names its port, and comes before all else, while it is chosen, pointed at, or has the focus. */
export const Wire = memo(function Wire(props: EdgeProps<WireEdge>) {
  const { selected = false, data } = props;
  const { path, ...middle } = wirePath(props, data?.lane);
  const mark = useEdgeMark(props.id);
  const isCompared = useIsCompared();
  const key = edgeKey({ from: props.source, port: data?.port ?? '', to: props.target });
  const taken = useSimulationView((view) => !isCompared && view.taken[key] !== undefined);
  const pointed = useFlowEditor((state) => (state.pointed?.edge === props.id ? state.pointed : undefined));
  const isNamed = selected || pointed !== undefined;
  // Its middle may be far away, and out of sight.
  const { x, y } = pointed?.at ? { x: pointed.at.x, y: pointed.at.y - 20 } : middle;
  return (
    <>
      {isNamed && <path d={path} className={styles['halo']} />}
      <BaseEdge
        path={path}
        className={styles['wire'] ?? ''}
        data-pointed={isNamed}
        data-mark={mark}
        data-taken={taken}
        interactionWidth={20}
        {...(props.markerEnd && { markerEnd: props.markerEnd })}
      />
      {isNamed && (
        <EdgeLabelRenderer>
          <span
            className={styles['label']}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {data?.title}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
