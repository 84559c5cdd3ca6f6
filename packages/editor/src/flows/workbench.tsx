import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import type { FlowVersion } from '../api/flow.ts';
import { useOfferToPalette } from '../app/palette-actions.ts';
import type { Point } from '../commands/add-node.ts';
import { classes } from '../ui/classes.ts';
import { Skeleton } from '../ui/faces.tsx';
import { showSimulation } from '../simulator/simulation-store.ts';
import { isBehindDialog } from '../ui/is-behind-dialog.ts';
import { isWriting } from '../ui/is-writing.ts';
import { Canvas } from './canvas.tsx';
import { CanvasMenu } from './canvas-menu.tsx';
import { Dock } from './dock.tsx';
import { FlowHeader } from './flow-header.tsx';
import { focusPalette, NodePalette } from './node-palette.tsx';
import { isOnCanvas, openSettings, useCanvasKeys, useWayBack, walk } from './use-canvas-keys.ts';
import { useDrawing, type Drawing } from './use-drawing.ts';
import { useCatalogue, useEditor, useFlowEditor } from './use-flow-editor.tsx';
import { useLiveVersion } from './use-live-version.ts';
import styles from './workbench.module.css';

const Inspector = lazy(async () => ({ default: (await import('../inspector/inspector.tsx')).Inspector }));

const dialogs = () => import('./canvas-dialogs.tsx');
const AddNodeDialog = lazy(async () => ({ default: (await dialogs()).AddNodeDialog }));
const ConnectDialog = lazy(async () => ({ default: (await dialogs()).ConnectDialog }));
const FindNode = lazy(async () => ({ default: (await dialogs()).FindNode }));

type Asking =
  | { what: 'add'; from?: { node: string; port: string }; at?: Point }
  | { what: 'find' }
  | { what: 'connect'; node: string };

/** Palette, drawing and what is around it. */
export function Workbench({ opened }: { opened: FlowVersion | null }) {
  const editor = useEditor();
  const catalogue = useCatalogue();
  const drawing = useDrawing();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const panel = useFlowEditor((state) => state.panel);
  const chosen = useFlowEditor((state) => state.selection.nodes);
  const live = useLiveVersion(
    useFlowEditor((state) => state.flow.id),
    opened,
  );
  const [asking, setAsking] = useState<Asking>();

  const askAfter = useCallback(
    (from: { node: string; port: string }, at: Point) => setAsking({ what: 'add', from, at }),
    [],
  );
  const dropNode = useCallback((type: string, at: Point) => drawing.add(type, { at }), [drawing]);
  useOfferToPalette(
    useMemo(
      () => (readOnly ? undefined : { addNode: (type: string) => drawing.add(type) }),
      [readOnly, drawing],
    ),
  );
  const edit = (action: () => unknown) => (readOnly ? undefined : () => void action());
  const { undo, redo } = editor.getState();

  useCanvasKeys({
    anywhere: {
      '/': edit(focusPalette),
      f: () => setAsking({ what: 'find' }),
      'Control+f': () => setAsking({ what: 'find' }),
      'Control+z': edit(undo),
      'Control+Shift+z': edit(redo),
      'Control+y': edit(redo),
      'Alt+ArrowRight': () => walk(editor, 'next'),
      'Alt+ArrowLeft': () => walk(editor, 'back'),
      'Alt+ArrowUp': () => walk(editor, 'above'),
      'Alt+ArrowDown': () => walk(editor, 'below'),
    },
    onCanvas: {
      a: edit(() => setAsking({ what: 'add' })),
      c: edit(() => chosen[0] !== undefined && setAsking({ what: 'connect', node: chosen[0] })),
      Delete: edit(drawing.remove),
      Backspace: edit(drawing.remove),
      'Control+a': drawing.selectAll,
      'Control+d': edit(drawing.duplicate),
      g: edit(drawing.group),
      u: edit(drawing.ungroup),
      m: edit(drawing.comment),
      l: edit(drawing.tidy),
      i: edit(drawing.togglePin),
      Enter: () => openSettings(editor),
      Escape: () => editor.getState().select({}),
    },
  });
  useWayBack(editor);
  useClipboard(drawing, readOnly);
  // Before anybody presses a key: what is typed into a dialog that is not there yet would be keys of the drawing.
  useEffect(() => void dialogs(), []);
  // What was simulated is of the flow that was open.
  useEffect(() => () => showSimulation(undefined), []);

  const port = useFlowEditor(() => drawing.freePort()?.title);
  const asked = useFlowEditor(() =>
    asking?.what === 'add' && asking.from ? drawing.titleOf(asking.from) : port,
  );
  const node = useFlowEditor(({ flow }) =>
    asking?.what === 'connect' ? flow.nodes.find(({ id }) => id === asking.node) : undefined,
  );
  return (
    <div
      className={classes(
        styles['bench'],
        readOnly && styles['shown'],
        panel && styles['docked'],
        panel === 'simulator' && styles['simulating'],
      )}
    >
      <FlowHeader live={live} />
      {!readOnly && (
        <NodePalette
          catalogue={catalogue}
          hint={port ? `Comes after ${port}` : 'Drag it, or press Enter'}
          onAdd={drawing.add}
        />
      )}
      <div className={styles['canvas']}>
        <Canvas onAddAfter={askAfter} onDropNode={dropNode} />
        <CanvasMenu drawing={drawing} onFind={() => setAsking({ what: 'find' })} />
        <Announcer />
      </div>
      <div id="inspector" className={styles['inspector']}>
        <Suspense fallback={<Skeleton rows={5} height={56} label="Loading the inspector" />}>
          <Inspector />
        </Suspense>
      </div>
      <Dock />
      <Suspense>
        {asking?.what === 'find' && <FindNode onClose={() => setAsking(undefined)} />}
        {asking?.what === 'add' && (
          <AddNodeDialog
            hint={asked ? `What comes after ${asked}?` : 'Add a node'}
            onClose={() => setAsking(undefined)}
            onAdd={(type) => drawing.add(type, asking)}
          />
        )}
        {node && <ConnectDialog node={node} onClose={() => setAsking(undefined)} />}
      </Suspense>
    </div>
  );
}

/** Says what was done, to those who do not see it. */
function Announcer() {
  const last = useFlowEditor(({ history }) => history.past.at(-1)?.title);
  return (
    <p className="unseen" role="status">
      {last}
    </p>
  );
}

/**
 * By the browser's own events: they carry the clipboard over plain http, too. A part of a flow is put in wherever nobody writes;
 * where words are marked on the page, these are copied.
 */
function useClipboard({ copy, cut, pasteText }: Drawing, readOnly: boolean): void {
  useEffect(() => {
    const isOurs = (event: ClipboardEvent) => !isWriting(event) && !isBehindDialog();
    const take = (as: () => string | undefined) => (event: ClipboardEvent) => {
      if (!isOurs(event) || !isOnCanvas(document.activeElement)) return;
      const text = getSelection()?.isCollapsed === false ? undefined : as();
      if (text === undefined) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
    };
    const put = (event: ClipboardEvent) => {
      if (readOnly || !isOurs(event)) return;
      if (pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    };
    const [onCopy, onCut] = [take(copy), take(readOnly ? () => undefined : cut)];
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', put);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', put);
    };
  }, [copy, cut, pasteText, readOnly]);
}
