import type { JsonObject } from './json.ts';
import type { Plan, PlanNode } from './plan.ts';
import { resolveConfig } from './resolve-config.ts';
import { scopeOf } from './scope.ts';
import type { Simulation, SimulationStep, World } from './simulation.ts';
import type { CaseState } from './state.ts';
import { emptyState } from './state.ts';

/** One stay of the case in a node. */
export type Visit = {
  /** `nodeId#visit` */
  run: string;
  node: string;
  /** Numbers of the steps in which it came and went. */
  from: number;
  to?: number;
  at: number;
  leftAt?: number;
  /** By which it left; a node that closes the case, or hands it over for good, has none. */
  port?: string;
  state: 'running' | 'waiting' | 'left' | 'ended';
  /** The config with its expressions evaluated; or why that cannot be done. */
  input: JsonObject | { error: string };
  output?: JsonObject;
  /** What expressions of the node could read. */
  scope: JsonObject;
};

/** An edge that the case went along, with the number of the step. */
export type Taken = { from: string; port: string; to: string; seq: number };

/** The way a case took: its nodes in order, and the edges between them. */
export type Way = { visits: Visit[]; edges: Taken[] };

export function wayOf({ step, plan }: World, { steps }: Pick<Simulation, 'steps'>): Way {
  const way: Way = { visits: [], edges: [] };
  let state = emptyState();
  for (const entry of steps) {
    const before = state;
    state = step(plan, state, entry.event).state;
    follow(way, plan, entry, before, state);
  }
  return way;
}

function follow(way: Way, plan: Plan, step: SimulationStep, before: CaseState, after: CaseState): void {
  const { at } = step.event;
  let entered: string | null | undefined;
  for (const effect of step.effects) {
    if (effect.type === 'run') {
      arrive(effect.run, effect.node).input = effect.input.config;
      entered = undefined;
    } else if (effect.type === 'node.waits') {
      arrive(effect.run, effect.node).state = 'waiting';
      entered = undefined;
    } else if (effect.type === 'node.left') {
      const { node, port } = effect;
      const visit = arrive(effect.run, node);
      Object.assign(visit, { port, to: step.seq, leftAt: at, state: 'left' });
      const output = after.outputs[node];
      if (output && `${node}#${output.visit}` === effect.run) visit.output = output.output;
      entered = plan.nodes[node]?.ports[port];
      if (entered) way.edges.push({ from: node, port, to: entered, seq: step.seq });
    } else if (effect.type === 'close' && entered) {
      // A node that closes the case is neither left nor waited in.
      const visit = arrive(`${entered}#${after.visits[entered] ?? 1}`, entered);
      Object.assign(visit, { to: step.seq, leftAt: at, state: 'ended' });
    }
  }
  leaveBehind(way, step, after);

  function arrive(run: string, node: string): Visit {
    const known = way.visits.findLast((visit) => visit.run === run);
    if (known) return known;
    // What was found on the way here in the same step is known, what was found later is not.
    const seen = new Set(way.visits.map((visit) => visit.node));
    const outputs = Object.fromEntries(
      Object.entries({ ...before.outputs, ...after.outputs }).filter(
        ([id]) => seen.has(id) || id in before.outputs,
      ),
    );
    const scope = scopeOf(plan, { ...after, outputs }, at);
    const planned = plan.nodes[node];
    const input = planned ? inputOf(planned, scope) : {};
    const visit: Visit = { run, node, from: step.seq, at, state: 'running', input, scope };
    way.visits.push(visit);
    return visit;
  }
}

/** Where somebody else took over, a node is left by no port. */
function leaveBehind({ visits }: Way, { seq, event }: SimulationStep, { position }: CaseState): void {
  for (const visit of visits) {
    if ((visit.state !== 'running' && visit.state !== 'waiting') || visit.run === position?.run) continue;
    Object.assign(visit, { to: seq, leftAt: event.at, state: 'ended' });
  }
}

function inputOf(node: PlanNode, scope: JsonObject): Visit['input'] {
  // Each field by itself: that one cannot be read says nothing of the others.
  let config: JsonObject = node.config;
  for (const field of node.fields) {
    try {
      config = resolveConfig({ ...node, config, fields: [field] }, scope);
    } catch (error) {
      if (node.fields.length === 1) return { error: (error as Error).message };
    }
  }
  return config;
}
