import { NodeResizeControl, type ControlPosition } from '@xyflow/react';
import { commentLimits, resizeComment } from '../commands/resize-comment.ts';
import styles from './comment-card.module.css';
import { useEditor } from './use-flow-editor.tsx';

/** To the right and downwards: where it lies stays. By keys it is in the inspector. */
const handles: ControlPosition[] = ['right', 'bottom', 'bottom-right'];

const { width, height } = commentLimits;

/** What a chosen comment is drawn larger or smaller by. A drag is one edit. */
export function CommentResizer({ id }: { id: string }) {
  const { run, endSeries } = useEditor().getState();
  return handles.map((position) => (
    <NodeResizeControl
      key={position}
      nodeId={id}
      position={position}
      className={styles['handle'] ?? ''}
      minWidth={width.least}
      maxWidth={width.most}
      minHeight={height.least}
      maxHeight={height.most}
      onResize={(_, size) => run(resizeComment(id, size))}
      onResizeEnd={endSeries}
    />
  ));
}
