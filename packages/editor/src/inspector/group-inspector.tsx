import { Group } from 'lucide-react';
import { groupColours, type CanvasGroup } from '@throughline/flow/schema';
import { setGroup } from '../commands/groups.ts';
import { remove } from '../commands/remove.ts';
import { useEditor, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { Button } from '../ui/button.tsx';
import { counted } from '../ui/counted.ts';
import { Segments } from '../ui/segments.tsx';
import styles from './inspector.module.css';
import { TitleField } from './title-field.tsx';

type Colour = CanvasGroup['colour'];

const colourNames: { [colour in Colour]: string } = {
  grey: 'Grey',
  blue: 'Blue',
  green: 'Green',
  amber: 'Amber',
  red: 'Red',
  violet: 'Violet',
};

/** A frame on the canvas: its name, its colour, and what is in it. */
export function GroupInspector({ group: { id, title, colour, nodes } }: { group: CanvasGroup }) {
  const editor = useEditor();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const { run, select, endSeries } = editor.getState();
  return (
    <>
      <h2 className="unseen">Settings of {title}</h2>
      <header className={styles['head']}>
        <span className={styles['type']}>
          <Group aria-hidden="true" />
          Group of {counted(nodes.length, 'node')}
        </span>
        <TitleField
          label="Title of the group"
          title={title}
          onTitle={(next) => run(setGroup(id, { title: next }))}
        />
      </header>
      <div className={styles['body']}>
        {!readOnly && (
          <Segments
            label="Colour"
            value={colour}
            options={groupColours.map((value) => ({ value, label: colourNames[value] }))}
            onChange={(next) => {
              run(setGroup(id, { colour: next }));
              endSeries();
            }}
          />
        )}
        <p className={styles['muted']}>
          Dragging the frame moves what is in it. Frames are for people: no case knows them.
        </p>
        <Button onClick={() => select({ nodes })}>Choose what is in it</Button>
        {!readOnly && (
          <Button onClick={() => run(remove({ nodes: [id], edges: [] }))}>Take the frame away</Button>
        )}
      </div>
    </>
  );
}
