import '@xyflow/react/dist/base.css';
import {
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  useReactFlow,
  useStore,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
} from '@xyflow/react';
import { useCallback, useMemo, useState, type DragEvent } from 'react';
import type { Point } from '../commands/add-node.ts';
import { connect, reconnect, refusal } from '../commands/connect.ts';
import { grid } from '../commands/grid.ts';
import { tellRefused } from '../ui/toast.tsx';
import { createCanvasEdges, createCanvasNodes, type CanvasNode, type WireEdge } from './canvas-nodes.ts';
import styles from './canvas.module.css';
import { CommentCard } from './comment-card.tsx';
import { draggedType } from './dragged-node.ts';
import { GroupFrame } from './group-frame.tsx';
import { fitPadding, isWithin, smallestZoom } from './in-sight.ts';
import { NodeCard } from './node-card.tsx';
import { useMoving } from './use-moving.ts';
import { useNodeViews, wireableOf } from './use-node-views.ts';
import { useSight } from './use-sight.ts';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';
import { Wire } from './wire.tsx';

const nodeTypes = { step: NodeCard, comment: CommentCard, 'group-frame': GroupFrame };
const edgeTypes = { wire: Wire };

/** Above so many nodes only those in sight are in the page. */
const drawAllUpTo = 300;

/** Of a node without many ports: it is dropped where it was held. */
const nodeMiddle = { x: 110, y: 28 };

type CanvasProps = {
  /** A port was dragged into the void: what comes after it is to be chosen there. */
  onAddAfter?: (from: { node: string; port: string }, at: Point) => void;
  /** A node of the palette was let go there. */
  onDropNode?: (type: string, at: Point) => void;
};

/** The drawing: what the flow holds, and edits of it by pointer. Keys are in `use-canvas-keys.ts`. */
export function Canvas({ onAddAfter, onDropNode }: CanvasProps) {
  const editor = useEditor();
  const views = useNodeViews();
  const { screenToFlowPosition } = useReactFlow();
  const flow = useFlowEditor((state) => state.flow);
  const selection = useFlowEditor((state) => state.selection);
  const readOnly = useFlowEditor((state) => state.readOnly);
  const { places, onMoves, endDrag } = useMoving();
  const toNodes = useMemo(() => createCanvasNodes(views), [views]);
  const toEdges = useMemo(() => createCanvasEdges(views), [views]);
  const [isWiring, setWiring] = useState(false);

  const nodes = useMemo(
    () => toNodes(flow, { places, selected: new Set(selection.nodes) }),
    [toNodes, flow, places, selection.nodes],
  );
  const edges = useMemo(() => {
    const chosen = { nodes: new Set(selection.nodes), edges: new Set(selection.edges) };
    return toEdges(flow, chosen);
  }, [toEdges, flow, selection]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CanvasNode>[]) => {
      const { selection: chosen } = editor.getState();
      const next = selectionAfter(chosen.nodes, changes);
      if (next) editor.getState().select({ nodes: next, edges: chosen.edges });
      onMoves(changes);
    },
    [editor, onMoves],
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdge>[]) => {
      const { selection: chosen } = editor.getState();
      const next = selectionAfter(chosen.edges, changes);
      if (next) editor.getState().select({ nodes: chosen.nodes, edges: next });
    },
    [editor],
  );
  const known = useCallback((id: string) => wireableOf(editor.getState().flow, id, views), [editor, views]);
  const refused = useCallback(
    ({ source, sourceHandle, target }: Pick<Connection, 'source' | 'sourceHandle' | 'target'>) =>
      refusal(editor.getState().flow, { from: source, port: sourceHandle ?? '', to: target }, known),
    [editor, known],
  );
  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) =>
      editor.getState().run(connect({ from: source, port: sourceHandle ?? '', to: target })),
    [editor],
  );
  const onConnectEnd = useCallback(
    (event: MouseEvent | TouchEvent, { fromHandle, fromNode, toNode, isValid }: FinalConnectionState) => {
      setWiring(false);
      if (isValid || !fromNode || fromHandle?.type !== 'source') return;
      const from = { node: fromNode.id, port: fromHandle.id ?? '' };
      const at = pointOf(event);
      // React Flow knows of a node only near its handles, and of none where a node has no handle.
      const to = toNode?.id ?? stepAt(at);
      if (to === undefined) return onAddAfter?.(from, screenToFlowPosition(at));
      const why = refused({ source: from.node, sourceHandle: from.port, target: to });
      if (why) tellRefused(why);
      else editor.getState().run(connect({ from: from.node, port: from.port, to }));
    },
    [editor, onAddAfter, refused, screenToFlowPosition],
  );
  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(draggedType);
    if (type === '' || readOnly) return;
    event.preventDefault();
    const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    onDropNode?.(type, { x: x - nodeMiddle.x, y: y - nodeMiddle.y });
  };

  const showBegin = useSight();
  const { point } = editor.getState();

  return (
    <ReactFlow<CanvasNode, WireEdge>
      className={styles['canvas'] ?? ''}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onEdgeMouseEnter={({ clientX, clientY }, { id }) =>
        point({ edge: id, at: screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false }) })
      }
      onEdgeMouseLeave={() => point(undefined)}
      onFocus={({ target }) => {
        const edge = target.closest<SVGElement>('.react-flow__edge')?.dataset['id'];
        point(edge === undefined ? undefined : { edge });
      }}
      onBlur={() => point(undefined)}
      onNodeDragStop={endDrag}
      onSelectionDragStop={endDrag}
      onConnect={onConnect}
      onConnectStart={(_, { handleType }) => setWiring(handleType === 'source')}
      onConnectEnd={onConnectEnd}
      data-wiring={isWiring}
      onReconnect={(edge, { source, sourceHandle, target }) =>
        editor.getState().run(reconnect(edge.id, { from: source, port: sourceHandle ?? '', to: target }))
      }
      isValidConnection={(wire) =>
        refused({ source: wire.source, sourceHandle: wire.sourceHandle ?? null, target: wire.target }) ===
        undefined
      }
      onDragOver={(event) => {
        if (event.dataTransfer.types.includes(draggedType)) event.preventDefault();
      }}
      onDrop={onDrop}
      nodesDraggable={!readOnly}
      nodesConnectable={!readOnly}
      edgesReconnectable={!readOnly}
      // Keys are ours: what they remove can be undone.
      deleteKeyCode={null}
      multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
      selectionKeyCode="Shift"
      panActivationKeyCode="Space"
      snapToGrid
      snapGrid={[grid, grid]}
      minZoom={smallestZoom}
      maxZoom={2}
      onInit={showBegin}
      onlyRenderVisibleElements={flow.nodes.length > drawAllUpTo}
      elevateEdgesOnSelect
      proOptions={{ hideAttribution: true }}
    >
      <Background gap={grid} />
      <Overview />
      <Controls
        showInteractive={false}
        className={styles['controls'] ?? ''}
        fitViewOptions={{ padding: fitPadding, maxZoom: 1 }}
      />
    </ReactFlow>
  );
}

/** For as long as something is out of sight; before that it would only cover what it shows. */
function Overview() {
  const { getNodesBounds } = useReactFlow();
  const isWhole = useStore(({ nodes, transform: [x, y, zoom], width, height }) =>
    isWithin(getNodesBounds(nodes), { x, y, zoom }, { width, height }),
  );
  if (isWhole) return null;
  return (
    <MiniMap
      pannable
      zoomable
      className={styles['map'] ?? ''}
      ariaLabel="Overview"
      nodeClassName={mapClass}
    />
  );
}

/** What is chosen after React Flow's changes; undefined when they choose nothing else. */
function selectionAfter(
  chosen: string[],
  changes: (NodeChange<CanvasNode> | EdgeChange<WireEdge>)[],
): string[] | undefined {
  const next = new Set(chosen);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return next.size === chosen.length && chosen.every((id) => next.has(id)) ? undefined : [...next];
}

/** The card under the pointer, whatever lies over it. */
function stepAt({ x, y }: Point): string | undefined {
  for (const part of document.elementsFromPoint(x, y)) {
    const card = part.closest<HTMLElement>('.react-flow__node-step');
    if (card) return card.dataset['id'];
  }
  return undefined;
}

function pointOf(event: MouseEvent | TouchEvent): Point {
  const pointer = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: pointer?.clientX ?? 0, y: pointer?.clientY ?? 0 };
}

function mapClass(node: CanvasNode): string {
  return styles[`map-${node.type}`] ?? '';
}
