import { Command } from 'cmdk';
import { useState } from 'react';
import type { Catalogue, NodeDeclaration } from '@throughline/flow/declaration';
import { draggedType } from './canvas.tsx';
import { NodeIcon } from './node-icon.tsx';
import styles from './node-palette.module.css';
import { search } from './search-nodes.ts';

export const groupTitles: { [group in NodeDeclaration['group']]: string } = {
  talk: 'Talk',
  decide: 'Decide',
  know: 'Know',
  people: 'People',
  work: 'Work',
};

const paletteId = 'node-palette';

export function focusPalette(): void {
  document.querySelector<HTMLElement>(`#${paletteId} input`)?.focus();
}

type NodePaletteProps = {
  catalogue: Catalogue;
  /** Where the next node goes, in words. */
  hint: string;
  disabled: boolean;
  onAdd: (type: string) => void;
};

/** Every node there is: typed for, chosen with the arrow keys and Enter, or dragged onto the canvas. */
export function NodePalette({ catalogue, hint, disabled, onAdd }: NodePaletteProps) {
  const [typed, setTyped] = useState('');
  return (
    <section id={paletteId} className={styles['palette']} aria-label="Nodes to add">
      <Command label="Nodes to add" loop shouldFilter={false}>
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder="Add a node"
          disabled={disabled}
          onKeyDown={(event) => {
            // Leaves the field, so that the canvas has the keys again.
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <p className={styles['hint']}>{hint}</p>
        <Command.Empty className={styles['none']}>No node has these words.</Command.Empty>
        <Command.List>
          <NodeItems
            catalogue={catalogue}
            typed={typed}
            draggable={!disabled}
            onAdd={(type) => {
              setTyped('');
              onAdd(type);
            }}
          />
        </Command.List>
      </Command>
    </section>
  );
}

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
