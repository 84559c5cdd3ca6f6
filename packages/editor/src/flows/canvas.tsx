import '@xyflow/react/dist/base.css';
import {
  Background,
  Controls,
  MiniMap,
  ReactFlow,
  useReactFlow,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type ReactFlowInstance,
} from '@xyflow/react';
import { useCallback, useMemo, useState, type DragEvent } from 'react';
import { addNode, newNodeId, type Point } from '../commands/add-node.ts';
import { connect, reconnect, refusal } from '../commands/connect.ts';
import { grid } from '../commands/grid.ts';
import { tellRefused } from '../ui/toast.tsx';
import { createCanvasEdges, createCanvasNodes, type CanvasNode, type WireEdge } from './canvas-nodes.ts';
import styles from './canvas.module.css';
import { CommentCard } from './comment-card.tsx';
import { GroupFrame } from './group-frame.tsx';
import { NodeCard } from './node-card.tsx';
import { useFollowSelection } from './use-follow-selection.ts';
import { useMoving } from './use-moving.ts';
import { useNodeViews, wireableOf } from './use-node-views.ts';
import { useCatalogue, useEditor, useFlowEditor } from './use-flow-editor.tsx';
import { Wire } from './wire.tsx';

const nodeTypes = { step: NodeCard, comment: CommentCard, 'group-frame': GroupFrame };
const edgeTypes = { wire: Wire };

/** The smallest zoom at which titles can be read. */
const legible = 0.75;

/** Above so many nodes only those in sight are in the page. */
const drawAllUpTo = 300;

/** What a palette entry carries while it is dragged. */
export const draggedType = 'application/x-throughline-node';

type CanvasProps = {
  /** A port was dragged into the void: what comes after it is to be chosen there. */
  onAddAfter: (from: { node: string; port: string }, at: Point) => void;
};

/** The drawing: what the flow holds, and edits of it by pointer. Keys are in `use-canvas-keys.ts`. */
export function Canvas({ onAddAfter }: CanvasProps) {
  const editor = useEditor();
  const catalogue = useCatalogue();
  const views = useNodeViews();
  const { screenToFlowPosition } = useReactFlow();
  const flow = useFlowEditor((state) => state.flow);
  const selection = useFlowEditor((state) => state.selection);
  const readOnly = useFlowEditor((state) => state.readOnly);
  const { places, onMoves, endDrag } = useMoving();
  const [toNodes] = useState(() => createCanvasNodes(views));
  const [toEdges] = useState(createCanvasEdges);

  const nodes = useMemo(
    () => toNodes(flow, { places, selected: new Set(selection.nodes) }),
    [toNodes, flow, places, selection.nodes],
  );
  const edges = useMemo(() => {
    const titles = new Map(flow.nodes.map(({ id, title }) => [id, title]));
    return toEdges(flow, new Set(selection.edges), (id) => titles.get(id) ?? id);
  }, [toEdges, flow, selection.edges]);

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
      if (isValid || !fromNode || fromHandle?.type !== 'source') return;
      const from = { node: fromNode.id, port: fromHandle.id ?? '' };
      if (!toNode) return onAddAfter(from, screenToFlowPosition(pointOf(event)));
      const why = refused({ source: from.node, sourceHandle: from.port, target: toNode.id });
      if (why) tellRefused(why);
    },
    [onAddAfter, refused, screenToFlowPosition],
  );
  const onDrop = (event: DragEvent) => {
    const declaration = catalogue[event.dataTransfer.getData(draggedType)];
    if (!declaration || readOnly) return;
    event.preventDefault();
    const id = newNodeId(editor.getState().flow, declaration.type);
    const at = screenToFlowPosition({ x: event.clientX, y: event.clientY });
    editor.getState().run(addNode({ id, declaration, position: { x: at.x - 110, y: at.y - 28 } }));
    editor.getState().select({ nodes: [id] });
  };

  useFollowSelection();

  return (
    <ReactFlow<CanvasNode, WireEdge>
      className={styles['canvas'] ?? ''}
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      onNodeDragStop={endDrag}
      onSelectionDragStop={endDrag}
      onConnect={onConnect}
      onConnectEnd={onConnectEnd}
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
      minZoom={0.1}
      maxZoom={2}
      onInit={showBegin}
      onlyRenderVisibleElements={flow.nodes.length > drawAllUpTo}
      elevateEdgesOnSelect
      proOptions={{ hideAttribution: true }}
    >
      <Background gap={grid} />
      <MiniMap
        pannable
        zoomable
        className={styles['map'] ?? ''}
        ariaLabel="Overview"
        nodeClassName={mapClass}
      />
      <Controls showInteractive={false} className={styles['controls'] ?? ''} />
    </ReactFlow>
  );
}

/** All of a small flow; of a large one, where a turn starts, large enough to be read. */
function showBegin({
  getNodes,
  getNodesBounds,
  fitView,
  setViewport,
}: ReactFlowInstance<CanvasNode, WireEdge>): void {
  const pane = document.querySelector('.react-flow');
  const nodes = getNodes();
  if (!pane || nodes.length === 0) return;
  const { width, height } = getNodesBounds(nodes);
  const fits = Math.min(pane.clientWidth / width, pane.clientHeight / height) * 0.9;
  if (fits >= legible) return void fitView({ maxZoom: 1, padding: 0.08 });
  const begin = nodes.find(({ type, data }) => type === 'step' && data.view.declaration?.entry) ?? nodes[0];
  const { x = 0, y = 0 } = begin?.position ?? {};
  void setViewport({ x: 48 - x * legible, y: pane.clientHeight / 2 - (y + 40) * legible, zoom: legible });
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

function pointOf(event: MouseEvent | TouchEvent): Point {
  const pointer = 'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: pointer?.clientX ?? 0, y: pointer?.clientY ?? 0 };
}

function mapClass(node: CanvasNode): string {
  return styles[`map-${node.type}`] ?? '';
}
