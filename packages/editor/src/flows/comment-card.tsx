import type { NodeProps } from '@xyflow/react';
import { lazy, memo, Suspense, useState } from 'react';
import { setComment } from '../commands/comments.ts';
import type { CommentNode } from './canvas-nodes.ts';
import styles from './comment-card.module.css';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';

const CommentResizer = lazy(async () => ({
  default: (await import('./comment-resizer.tsx')).CommentResizer,
}));

/** A remark on the canvas, for whoever draws next. */
export const CommentCard = memo(function CommentCard({
  id,
  data: { comment },
  selected,
}: NodeProps<CommentNode>) {
  const editor = useEditor();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const [isWriting, setWriting] = useState(comment.text === '');
  if (isWriting && !readOnly) {
    return (
      <textarea
        className={`${styles['comment']} nodrag nowheel`}
        aria-label="Comment"
        autoFocus
        maxLength={2_000}
        value={comment.text}
        placeholder="A remark for whoever draws next"
        onChange={(event) => editor.getState().run(setComment(id, event.target.value))}
        onBlur={() => {
          setWriting(false);
          editor.getState().endSeries();
        }}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
    );
  }
  const card = (
    <div className={styles['comment']} data-selected={selected} onDoubleClick={() => setWriting(true)}>
      {comment.text || 'Double-click to write'}
      {selected && !readOnly && (
        <button type="button" className={`${styles['write']} nodrag`} onClick={() => setWriting(true)}>
          Write
        </button>
      )}
    </div>
  );
  if (!selected || readOnly) return card;
  return (
    <>
      {card}
      <Suspense>
        <CommentResizer id={id} />
      </Suspense>
    </>
  );
});
