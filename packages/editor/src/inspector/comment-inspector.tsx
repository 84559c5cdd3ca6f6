import { StickyNote } from 'lucide-react';
import { useState } from 'react';
import type { CanvasComment } from '@throughline/flow/schema';
import { setComment } from '../commands/comments.ts';
import { grid } from '../commands/grid.ts';
import { remove } from '../commands/remove.ts';
import { commentLimits, resizeComment } from '../commands/resize-comment.ts';
import { commentSize } from '../flows/canvas-nodes.ts';
import { useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { Button } from '../ui/button.tsx';
import { TextArea, TextField } from '../ui/field.tsx';
import styles from './inspector.module.css';

/** A remark on the canvas: its text, and how large it is. */
export function CommentInspector({ comment }: { comment: CanvasComment }) {
  const editor = useEditor();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const { run, endSeries } = editor.getState();
  const { id, text, size = commentSize } = comment;
  return (
    <>
      <header className={styles['head']}>
        <span className={styles['type']}>
          <StickyNote aria-hidden="true" />
          On the canvas
        </span>
        <h2 className={styles['heading']}>Comment</h2>
      </header>
      <div className={styles['body']}>
        <TextArea
          label="Text"
          rows={6}
          maxLength={2_000}
          value={text}
          readOnly={readOnly}
          placeholder="A remark for whoever draws next"
          onChange={({ target }) => run(setComment(id, target.value))}
          onBlur={endSeries}
        />
        <div className={styles['sides']}>
          {(['width', 'height'] as const).map((side) => (
            <Length
              key={side}
              side={side}
              length={size[side]}
              readOnly={readOnly}
              onLength={(length) => run(resizeComment(id, { ...size, [side]: length }))}
              onDone={endSeries}
            />
          ))}
        </div>
        <p className={styles['muted']}>
          Its corner can be dragged, too. Comments are for people: no case knows them.
        </p>
        {!readOnly && (
          <Button onClick={() => run(remove({ nodes: [id], edges: [] }))}>Take the comment away</Button>
        )}
      </div>
    </>
  );
}

const titles = { width: 'Width', height: 'Height' };

type LengthProps = {
  side: 'width' | 'height';
  length: number;
  readOnly: boolean;
  onLength: (length: number) => void;
  onDone: () => void;
};

/** What is half typed is not drawn yet: it waits until it fits. */
function Length({ side, length, readOnly, onLength, onDone }: LengthProps) {
  const [typed, setTyped] = useState<string>();
  const { least, most } = commentLimits[side];
  return (
    <TextField
      label={titles[side]}
      type="number"
      min={least}
      max={most}
      step={grid}
      readOnly={readOnly}
      value={typed ?? String(length)}
      onChange={({ target }) => {
        setTyped(target.value);
        const next = target.valueAsNumber;
        if (next >= least && next <= most) onLength(next);
      }}
      onBlur={() => {
        setTyped(undefined);
        onDone();
      }}
    />
  );
}
