import type { JsonObject } from '@throughline/flow/json';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** What a drawing shows of the simulated case: where it has been, and where it stands. */
export type SimulationView = {
  /** How often it was in each node. */
  visited: { [node: string]: number };
  /** Edges that it took, by `edgeKey`, with how often. */
  taken: { [edge: string]: number };
  /** Where it stands: a node that runs, waits, or was the last. */
  current: { node: string; state: 'running' | 'waiting' | 'left' | 'ended' } | undefined;
  /** What expressions could read when the case came to a node last: samples for those who write them. */
  samples: Samples;
  /** The same of the tests that were played last: for nodes that no simulated case has come to. */
  recorded: Samples;
};

export type Samples = { [node: string]: JsonObject };

const nothing: SimulationView = { visited: {}, taken: {}, current: undefined, samples: {}, recorded: {} };

const store = createStore<SimulationView>()(() => nothing);

/** Edges have ids of their own in a drawing; a case knows the port it left by, and where it came to. */
export function edgeKey({ from, port, to }: { from: string; port: string; to: string }): string {
  return `${from} ${port} ${to}`;
}

/** A part of what is simulated; renders again only when that part changes. */
export function useSimulationView<Part>(part: (view: SimulationView) => Part): Part {
  return useStore(store, part);
}

export function showSimulation(view: Omit<SimulationView, 'recorded'> | undefined): void {
  store.setState(view ?? nothing);
}

export function showRecorded(recorded: Samples): void {
  store.setState({ recorded });
}
