import { Command } from 'cmdk';
import { useState } from 'react';
import type { Catalogue } from '@throughline/flow/declaration';
import { NodeItems } from './node-items.tsx';
import styles from './node-palette.module.css';

export type NodeSearchProps = {
  catalogue: Catalogue;
  /** Where the next node goes, in words. */
  hint: string;
  onAdd: (type: string) => void;
};

export function NodeSearch({ catalogue, hint, onAdd }: NodeSearchProps) {
  const [typed, setTyped] = useState('');
  return (
    <Command label="Nodes to add" loop shouldFilter={false}>
      <Command.Input
        value={typed}
        onValueChange={setTyped}
        placeholder="Add a node"
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
          draggable
          onAdd={(type) => {
            setTyped('');
            onAdd(type);
          }}
        />
      </Command.List>
    </Command>
  );
}
