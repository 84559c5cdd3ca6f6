import { Command } from 'cmdk';
import { useState } from 'react';
import type { FlowNode } from '@throughline/flow/schema';
import palette from '../app/palette.module.css';
import { connect, refusal } from '../commands/connect.ts';
import { ChooseDialog } from './choose-dialog.tsx';
import { NodeIcon } from './node-icon.tsx';
import { NodeItems } from './node-items.tsx';
import { search } from './search-nodes.ts';
import { useCatalogue, useEditor, useFlowEditor } from './use-flow-editor.tsx';
import { useNodeViews, wireableOf } from './use-node-views.ts';

type Closeable = { onClose: () => void };

/** Finds a node by its title, its type, or a word in its settings. */
export function FindNode({ onClose }: Closeable) {
  const nodes = useFlowEditor((state) => state.flow.nodes);
  const editor = useEditor();
  return (
    <ChooseDialog
      title="Find a node"
      placeholder="Find a node by name or by what it says"
      none="No node has these words."
      onClose={onClose}
    >
      {(typed) => (
        <FlowNodes
          nodes={nodes}
          typed={typed}
          onChoose={(id) => {
            onClose();
            editor.getState().show({ node: id });
          }}
        />
      )}
    </ChooseDialog>
  );
}

type FlowNodesProps = { nodes: FlowNode[]; typed: string; onChoose: (id: string) => void };

function FlowNodes({ nodes, typed, onChoose }: FlowNodesProps) {
  const views = useNodeViews();
  const searched = nodes.map((node) => ({
    title: node.title,
    also: [node.id, views(node).declaration?.title ?? node.type, JSON.stringify(node.config)],
    node,
  }));
  return search(searched, typed).map(({ node }) => (
    <Command.Item key={node.id} value={node.id} onSelect={() => onChoose(node.id)}>
      <NodeIcon name={views(node).declaration?.icon} />
      <span className={palette['case']}>
        {node.title} <small>{views(node).summary}</small>
      </span>
    </Command.Item>
  ));
}

/** The node that comes after a port, or by itself. */
export function AddNodeDialog({
  hint,
  onAdd,
  onClose,
}: Closeable & { hint: string; onAdd: (type: string) => void }) {
  const catalogue = useCatalogue();
  return (
    <ChooseDialog title="Add a node" placeholder={hint} none="No node has these words." onClose={onClose}>
      {(typed) => (
        <NodeItems
          catalogue={catalogue}
          typed={typed}
          onAdd={(type) => {
            onClose();
            onAdd(type);
          }}
        />
      )}
    </ChooseDialog>
  );
}

/** Wires a port of a node by keys alone: first the port, then where it leads. */
export function ConnectDialog({ node, onClose }: Closeable & { node: FlowNode }) {
  const { ports = [] } = useNodeViews()(node);
  const [chosen, setChosen] = useState<string>();
  const port = chosen ?? (ports.length === 1 ? ports[0]?.id : undefined);
  if (port === undefined) return <ChoosePort node={node} onChoose={setChosen} onClose={onClose} />;
  return <ChooseTarget node={node} port={port} onClose={onClose} />;
}

function ChoosePort({
  node,
  onChoose,
  onClose,
}: Closeable & { node: FlowNode; onChoose: (port: string) => void }) {
  const { ports = [] } = useNodeViews()(node);
  const { nodes, edges } = useFlowEditor((state) => state.flow);
  const leadsTo = (port: string) => {
    const to = edges.find((edge) => edge.from === node.id && edge.port === port)?.to;
    const title = nodes.find(({ id }) => id === to)?.title;
    return title === undefined ? 'leads nowhere yet' : `leads to “${title}”`;
  };
  return (
    <ChooseDialog
      title={`Which port of ${node.title}?`}
      placeholder={`Which port of “${node.title}”?`}
      none="It has no such port."
      onClose={onClose}
    >
      {(typed) =>
        search(
          ports.map((port) => ({ title: port.title, also: [port.id], port })),
          typed,
        ).map(({ port }) => (
          <Command.Item key={port.id} value={port.id} onSelect={() => onChoose(port.id)}>
            <span className={palette['case']}>
              {port.title} <small>{leadsTo(port.id)}</small>
            </span>
          </Command.Item>
        ))
      }
    </ChooseDialog>
  );
}

function ChooseTarget({ node, port, onClose }: Closeable & { node: FlowNode; port: string }) {
  const editor = useEditor();
  const views = useNodeViews();
  const flow = useFlowEditor((state) => state.flow);
  const known = (id: string) => wireableOf(flow, id, views);
  const targets = flow.nodes.filter(
    ({ id }) => refusal(flow, { from: node.id, port, to: id }, known) === undefined,
  );
  const title = views(node).ports?.find(({ id }) => id === port)?.title ?? port;
  return (
    <ChooseDialog
      title={`Where does ${title} lead?`}
      placeholder={`Where does “${title}” of “${node.title}” lead?`}
      none="No node that it can lead to has these words."
      onClose={onClose}
    >
      {(typed) => (
        <FlowNodes
          nodes={targets}
          typed={typed}
          onChoose={(to) => {
            onClose();
            editor.getState().run(connect({ from: node.id, port, to }));
          }}
        />
      )}
    </ChooseDialog>
  );
}
