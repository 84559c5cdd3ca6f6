import { configFields, evaluatedAmong, nodesNamedAmong } from '../config-fields.ts';
import type { EvaluatedField } from '../config-fields.ts';
import type { Catalogue, NodeDeclaration, PortDeclaration } from '../declaration.ts';
import { portsOf, PortsUnknown } from '../ports-of.ts';
import type { Flow, FlowEdge, FlowNode } from '../schema.ts';
import type { Issue } from './issue.ts';
import { issue } from './issue.ts';

export type ValidateOptions = {
  /** Names of the policies that exist; left out, policies are not checked. */
  policies?: string[];
  /** Channels that are set up; left out, channels are not checked. */
  channels?: string[];
};

/** What rules look at. */
export type Context = {
  flow: Flow;
  options: ValidateOptions;
  /** By id; of two nodes with the same id, the first. */
  nodes: Map<string, KnownNode>;
  /** Nodes in which a turn can start. */
  entries: KnownNode[];
  /** Edges whose nodes exist, by the node they leave. */
  edgesFrom(node: string): FlowEdge[];
  /** Found while the context was made: what a config or a declaration does not allow. */
  issues: Issue[];
};

/** A node with what its declaration says of it; no declaration when its type is not known. */
export type KnownNode = FlowNode & {
  declaration?: NodeDeclaration;
  /** The config with defaults; undefined when it is not valid. */
  parsed?: unknown;
  /** Undefined when they cannot be known. */
  ports?: PortDeclaration[];
  fields: EvaluatedField[];
  /** Fields that name another node. */
  named: { path: (string | number)[]; node: string }[];
};

export type Rule = (context: Context) => Issue[];

export function createContext(flow: Flow, catalogue: Catalogue, options: ValidateOptions): Context {
  return contextOf(flow, options, (node) => readNode(node, catalogue));
}

const kept = new WeakMap<Catalogue, WeakMap<FlowNode, ReadNode>>();

/**
 * As `createContext`, for a flow that is looked at again and again while it is edited: a node is read once. An edit makes a
 * new node; one that is changed in place would be missed.
 */
export function keptContext(flow: Flow, catalogue: Catalogue): Context {
  const nodes = kept.get(catalogue) ?? new WeakMap<FlowNode, ReadNode>();
  kept.set(catalogue, nodes);
  return contextOf(flow, {}, (node) => {
    const read = nodes.get(node) ?? readNode(node, catalogue);
    nodes.set(node, read);
    return read;
  });
}

type ReadNode = { node: KnownNode; issues: Issue[] };

function contextOf(flow: Flow, options: ValidateOptions, read: (node: FlowNode) => ReadNode): Context {
  const issues: Issue[] = [];
  const nodes = new Map<string, KnownNode>();
  for (const node of flow.nodes) {
    if (nodes.has(node.id)) continue;
    const known = read(node);
    nodes.set(node.id, known.node);
    issues.push(...known.issues);
  }
  const edges = new Map([...nodes.keys()].map((id): [string, FlowEdge[]] => [id, []]));
  for (const edge of flow.edges) if (nodes.has(edge.to)) edges.get(edge.from)?.push(edge);
  return {
    flow,
    options,
    nodes,
    entries: [...nodes.values()].filter(({ declaration }) => declaration?.entry),
    edgesFrom: (node) => edges.get(node) ?? [],
    issues,
  };
}

function readNode(node: FlowNode, catalogue: Catalogue): ReadNode {
  const issues: Issue[] = [];
  return { node: knownNode(node, catalogue, issues), issues };
}

function knownNode(node: FlowNode, catalogue: Catalogue, issues: Issue[]): KnownNode {
  const declaration = Object.hasOwn(catalogue, node.type) ? catalogue[node.type] : undefined;
  if (!declaration) {
    const text = `"${node.title}" has the type "${node.type}", which is not known.`;
    issues.push(issue('node.unknown-type', { node: node.id, text }));
    return { ...node, fields: [], named: [] };
  }
  const fixedPorts = typeof declaration.ports === 'function' ? {} : { ports: declaration.ports };
  try {
    const result = declaration.config.safeParse(node.config);
    if (result.success) {
      const { data } = result;
      const all = configFields(declaration.config, data);
      const [fields, named] = [evaluatedAmong(all), nodesNamedAmong(all)];
      return { ...node, declaration, parsed: data, ...portsKnown(declaration, data), fields, named };
    }
    issues.push(...result.error.issues.map((problem) => configIssue(node, problem)));
  } catch (error) {
    // A declaration may come from somebody else's package: what it throws is an issue, not a crash.
    const text = `The declaration of "${node.type}" failed on "${node.title}": ${error instanceof Error ? error.message : 'unknown'}.`;
    issues.push(issue('node.broken-declaration', { node: node.id, text }));
  }
  return { ...node, declaration, ...fixedPorts, fields: [], named: [] };
}

function portsKnown(declaration: NodeDeclaration, config: unknown): Pick<KnownNode, 'ports'> {
  try {
    return { ports: portsOf(declaration, config) };
  } catch (error) {
    if (error instanceof PortsUnknown) return {};
    throw error;
  }
}

function configIssue(node: FlowNode, { path, message }: { path: PropertyKey[]; message: string }): Issue {
  const place = path.map((key) => (typeof key === 'number' ? key : String(key)));
  // What the schema says of a value that is not there is in no words of an author's.
  const isMissing = /expected \w+, received undefined$/.test(message);
  const what = isMissing ? 'This has to be filled in' : message;
  const text = `"${node.title}": ${place.length > 0 ? `${place.join('.')}: ` : ''}${what}`;
  const fix = isMissing ? { fix: 'Fill in the field.' } : {};
  return issue('config.invalid', { node: node.id, path: place, text, ...fix });
}
