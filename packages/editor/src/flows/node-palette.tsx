import { lazy, Suspense } from 'react';
import { Skeleton } from '../ui/faces.tsx';
import styles from './node-palette.module.css';
import type { NodeSearchProps } from './node-search.tsx';

// The drawing comes first: what searches and lists nodes is a tenth of the page.
const NodeSearch = lazy(async () => ({ default: (await import('./node-search.tsx')).NodeSearch }));

const paletteId = 'node-palette';

export function focusPalette(): void {
  document.querySelector<HTMLElement>(`#${paletteId} input`)?.focus();
}

/** Every node there is: typed for, chosen with the arrow keys and Enter, or dragged onto the canvas. */
export function NodePalette(props: NodeSearchProps) {
  return (
    <section id={paletteId} className={styles['palette']} aria-label="Nodes to add">
      <Suspense fallback={<Coming hint={props.hint} />}>
        <NodeSearch {...props} />
      </Suspense>
    </section>
  );
}

/** In the places of what comes. */
function Coming({ hint }: { hint: string }) {
  return (
    <div>
      <div className={styles['field']} />
      <p className={styles['hint']}>{hint}</p>
      <Skeleton rows={12} height={32} label="Loading the nodes" />
    </div>
  );
}
