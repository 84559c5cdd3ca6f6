import type { Issue } from '@throughline/flow/validate';
import type { Flow } from '@throughline/flow/schema';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Point } from '../commands/add-node.ts';
import type { Command } from '../commands/command.ts';
import { emptyHistory, endSeries, redo, run, undo, type History } from '../commands/history.ts';

/** Ids of what is chosen on the canvas: nodes, comments and groups, and edges. */
export type Selection = { nodes: string[]; edges: string[] };

export type Panel = 'problems' | 'simulator' | 'versions' | 'tests';

/** One flow that is open for drawing. */
export type FlowEditorState = {
  flow: Flow;
  history: History;
  selection: Selection;
  /** The edge that the pointer is on, and where it came there; or that has the focus. */
  pointed: { edge: string; at?: Point } | undefined;
  /** All that is wrong with it, a moment after the last edit. */
  issues: Issue[];
  panel: Panel | undefined;
  /** The field of the chosen node that somebody is led to, as its path; `at` tells two leads apart. */
  field: { path: (string | number)[]; at: number } | undefined;
  /** Somebody without the right to edit, or an old version: everything can be read, nothing changed. */
  readOnly: boolean;

  run(command: Command): void;
  undo(): void;
  redo(): void;
  endSeries(): void;
  select(selection: Partial<Selection>): void;
  point(pointed: { edge: string; at?: Point } | undefined): void;
  /** Chooses the place of an issue and leads there. */
  show(place: { node?: string; edge?: string; path?: (string | number)[] }): void;
  openPanel(panel: Panel | undefined): void;
  setIssues(issues: Issue[]): void;
  /** Puts another flow in its place (a taken-over draft, an older version), undoably. */
  replace(flow: Flow, title: string): void;
};

export type FlowEditor = StoreApi<FlowEditorState>;

export function createFlowEditor(
  flow: Flow,
  { readOnly = false, chosen }: { readOnly?: boolean; chosen?: string | undefined } = {},
): FlowEditor {
  return createStore<FlowEditorState>()((set, get) => ({
    flow,
    history: emptyHistory,
    selection: { nodes: flow.nodes.some(({ id }) => id === chosen) && chosen ? [chosen] : [], edges: [] },
    pointed: undefined,
    issues: [],
    panel: undefined,
    field: undefined,
    readOnly,

    run(command) {
      if (!get().readOnly) set((now) => withoutGone(now, run(command, now)));
    },
    undo: () => set((now) => withoutGone(now, undo(now))),
    redo: () => set((now) => withoutGone(now, redo(now))),
    endSeries: () => set(({ history }) => ({ history: endSeries(history) })),
    select: ({ nodes = [], edges = [] }) => set({ selection: { nodes, edges }, field: undefined }),
    point: (pointed) => set({ pointed }),
    show: ({ node, edge, path }) =>
      set({
        selection: { nodes: node === undefined ? [] : [node], edges: edge === undefined ? [] : [edge] },
        field: path && { path, at: Date.now() },
      }),
    openPanel: (panel) => set({ panel }),
    setIssues: (issues) => set({ issues }),
    replace: (next, title) => get().run({ title, apply: () => next }),
  }));
}

/** What is no longer drawn is no longer chosen; while all of it is, the selection is the same object. */
function withoutGone({ flow, selection }: FlowEditorState, edited: { flow: Flow; history: History }) {
  if (edited.flow === flow) return edited;
  const { nodes, edges, canvas } = edited.flow;
  const there = new Set(
    [...nodes, ...(canvas?.comments ?? []), ...(canvas?.groups ?? [])].map(({ id }) => id),
  );
  const wires = new Set(edges.map(({ id }) => id));
  const left = {
    nodes: selection.nodes.filter((id) => there.has(id)),
    edges: selection.edges.filter((id) => wires.has(id)),
  };
  const isSame = left.nodes.length === selection.nodes.length && left.edges.length === selection.edges.length;
  return isSame ? edited : { ...edited, selection: left };
}
