import { Copy, Group, MessageSquarePlus, Pin, Search, Sparkles, Trash2 } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { IconButton } from '../ui/button.tsx';
import styles from './canvas-menu.module.css';
import type { Drawing } from './use-drawing.ts';
import { useFlowEditor } from './use-flow-editor.tsx';

const AlignMenu = lazy(async () => ({ default: (await import('./align-menu.tsx')).AlignMenu }));

/** What can be done on the canvas, and to what is chosen there. */
export function CanvasMenu({ drawing, onFind }: { drawing: Drawing; onFind: () => void }) {
  const readOnly = useFlowEditor((state) => state.readOnly);
  const count = useFlowEditor(({ selection }) => selection.nodes.length + selection.edges.length);
  const nodes = useFlowEditor(({ selection }) => selection.nodes.length);
  return (
    <div className={styles['menu']} role="toolbar" aria-label="Canvas" data-covers>
      <IconButton label="Find a node (F)" onClick={onFind}>
        <Search />
      </IconButton>
      {!readOnly && (
        <>
          <IconButton label="Tidy up (L)" onClick={() => void drawing.tidy()}>
            <Sparkles />
          </IconButton>
          <IconButton label="Add a comment (M)" onClick={drawing.comment}>
            <MessageSquarePlus />
          </IconButton>
        </>
      )}
      {!readOnly && count > 0 && (
        <>
          <span className={styles['count']}>{count} chosen</span>
          <IconButton label="Duplicate (Ctrl D)" disabled={nodes === 0} onClick={drawing.duplicate}>
            <Copy />
          </IconButton>
          <IconButton label="Group (G)" disabled={nodes === 0} onClick={drawing.group}>
            <Group />
          </IconButton>
          <IconButton label="Pin or unpin (I)" disabled={nodes === 0} onClick={drawing.togglePin}>
            <Pin />
          </IconButton>
          <Suspense>{nodes > 1 && <AlignMenu sizeOf={drawing.sizeOf} />}</Suspense>
          <IconButton label="Remove (Delete)" onClick={drawing.remove}>
            <Trash2 />
          </IconButton>
        </>
      )}
    </div>
  );
}
