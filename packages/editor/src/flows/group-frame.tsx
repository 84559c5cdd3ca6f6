import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { GroupNode } from './canvas-nodes.ts';
import styles from './group-frame.module.css';

/** A frame around nodes that belong together. */
export const GroupFrame = memo(function GroupFrame({ data: { group }, selected }: NodeProps<GroupNode>) {
  return (
    <div className={styles['frame']} data-colour={group.colour} data-selected={selected}>
      <p>{group.title}</p>
    </div>
  );
});
