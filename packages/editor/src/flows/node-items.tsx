import { Command } from 'cmdk';
import type { Catalogue, NodeDeclaration } from '@throughline/flow/declaration';
import { draggedType } from './dragged-node.ts';
import { groupTitles } from './group-titles.ts';
import { NodeIcon } from './node-icon.tsx';
import { search } from './search-nodes.ts';

type NodeItemsProps = {
  catalogue: Catalogue;
  typed: string;
  onAdd: (type: string) => void;
  draggable?: boolean;
};

/** In groups; what fits best first while somebody types. */
export function NodeItems({ catalogue, typed, onAdd, draggable = false }: NodeItemsProps) {
  const all = Object.values(catalogue) as NodeDeclaration[];
  const item = (declaration: NodeDeclaration) => (
    <Command.Item
      key={declaration.type}
      value={declaration.type}
      title={declaration.help}
      draggable={draggable}
      onDragStart={(event) => {
        event.dataTransfer.setData(draggedType, declaration.type);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onSelect={() => onAdd(declaration.type)}
    >
      <NodeIcon name={declaration.icon} />
      {declaration.title}
    </Command.Item>
  );
  if (typed.trim() !== '') {
    const searched = all.map((declaration) => {
      const { title, type, help, group } = declaration;
      return { title, also: [type, help, groupTitles[group]], declaration };
    });
    return search(searched, typed).map(({ declaration }) => item(declaration));
  }
  return Object.entries(groupTitles).map(([group, title]) => {
    const nodes = all.filter((declaration) => declaration.group === group);
    return (
      nodes.length > 0 && (
        <Command.Group key={group} heading={title}>
          {nodes.map(item)}
        </Command.Group>
      )
    );
  });
}
