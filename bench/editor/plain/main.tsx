/// <reference types="vite/client" />
import '@xyflow/react/dist/style.css';
import {
  Background,
  Controls,
  MiniMap,
  Position,
  ReactFlow,
  useEdgesState,
  useNodesState,
} from '@xyflow/react';
import { createRoot } from 'react-dom/client';
import type { Flow } from '../../../packages/flow/src/schema.ts';

/** The same nodes and edges in React Flow's own components, as its stress example has them. */
function Plain({ flow }: { flow: Flow }) {
  const [nodes, , onNodesChange] = useNodesState(
    flow.nodes.map(({ id, title, position = { x: 0, y: 0 } }) => ({
      ...{ id, position, data: { label: title }, width: 220, height: 104 },
      ...{ sourcePosition: Position.Right, targetPosition: Position.Left },
    })),
  );
  const [edges, , onEdgesChange] = useEdgesState(
    flow.edges.map(({ id, from, to }) => ({ id, source: from, target: to, type: 'smoothstep' })),
  );
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      onNodesChange={onNodesChange}
      onEdgesChange={onEdgesChange}
      minZoom={0.1}
      onlyRenderVisibleElements
      defaultViewport={{ x: 48, y: 40, zoom: 0.75 }}
    >
      <Background />
      <MiniMap />
      <Controls />
    </ReactFlow>
  );
}

const root = document.getElementById('app');
const flow = (await (await fetch('/flow.json')).json()) as Flow;
if (root) createRoot(root).render(<Plain flow={flow} />);
