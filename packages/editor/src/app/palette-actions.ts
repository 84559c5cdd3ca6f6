import { useEffect, useSyncExternalStore } from 'react';

/** What the page that is open can do for the palette. */
export type PaletteActions = {
  /** Adds a node to the drawing. */
  addNode(type: string): void;
};

let offered: PaletteActions | undefined;
const listeners = new Set<() => void>();

export function usePaletteActions(): PaletteActions | undefined {
  return useSyncExternalStore(subscribe, () => offered);
}

/** Offers them for as long as the page is open. */
export function useOfferToPalette(actions: PaletteActions | undefined): void {
  useEffect(() => {
    offer(actions);
    return () => offer(undefined);
  }, [actions]);
}

function offer(actions: PaletteActions | undefined): void {
  offered = actions;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
