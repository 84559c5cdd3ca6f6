import { canonical } from './canonical.ts';
import { evaluatedFields } from './config-fields.ts';
import type { Catalogue, NodeDeclaration } from './declaration.ts';
import { durationMs } from './duration.ts';
import { fallbackTextsFor } from './fallback-texts.ts';
import { flowHash } from './flow-hash.ts';
import type { JsonObject } from './json.ts';
import type { Plan, PlanNode, PlanSettings } from './plan.ts';
import { portsOf } from './ports-of.ts';
import type { Flow, FlowNode, FlowSettings } from './schema.ts';

/**
 * Makes a flow ready to run: configs with their defaults, where they hold expressions and templates, ports wired by id.
 * Throws `TypeError` only for a flow that `validate` refuses.
 */
export function compile(flow: Flow, catalogue: Catalogue): Plan {
  const wires = new Map(flow.edges.map(({ from, port, to }) => [`${from} ${port}`, to]));
  const nodes = flow.nodes.map((node) => planNode(node, declarationOf(catalogue, node), wires));
  return {
    schema: 1,
    flow: { id: flow.id, hash: flowHash(flow), title: flow.title },
    settings: planSettings(flow.settings),
    entries: flow.nodes.filter((node) => declarationOf(catalogue, node).entry).map(({ id }) => id),
    nodes: Object.fromEntries(nodes.map((node) => [node.id, node])),
  };
}

function planNode(node: FlowNode, declaration: NodeDeclaration, wires: Map<string, string>): PlanNode {
  const parsed = declaration.config.safeParse(node.config);
  if (!parsed.success)
    throw new TypeError(`The config of node "${node.id}" is not valid: ${parsed.error.message}`);
  const ports = portsOf(declaration, parsed.data);
  const local = typeof declaration.local === 'function' ? declaration.local(parsed.data) : declaration.local;
  return {
    id: node.id,
    type: node.type,
    kind: declaration.kind,
    ...(local === undefined ? {} : { local }),
    title: node.title,
    // Through its JSON: what schemas leave undefined is not there.
    config: JSON.parse(canonical(parsed.data)) as JsonObject,
    fields: evaluatedFields(declaration.config, parsed.data),
    ports: Object.fromEntries(ports.map(({ id }) => [id, wires.get(`${node.id} ${id}`) ?? null])),
  };
}

function declarationOf(catalogue: Catalogue, node: FlowNode): NodeDeclaration {
  const declaration = Object.hasOwn(catalogue, node.type) ? catalogue[node.type] : undefined;
  if (!declaration) throw new TypeError(`Node "${node.id}" has the unknown type "${node.type}"`);
  return declaration;
}

function planSettings(settings: FlowSettings): PlanSettings {
  const { fallbackQueue, visitLimit, languages, timeZone, reopenWithin } = settings;
  return {
    fallbackQueue,
    fallbackTexts: fallbackTextsFor(languages, settings.fallbackTexts),
    visitLimit,
    languages,
    timeZone,
    reopenWithinMs: durationMs(reopenWithin) ?? 0,
  };
}
