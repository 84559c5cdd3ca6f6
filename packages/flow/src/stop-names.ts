import type { Catalogue } from './declaration.ts';
import { portsOf } from './ports-of.ts';
import type { Flow } from './schema.ts';

/** What the author of a flow calls what a case passes in it; undefined of what is not there. */
export type StopNames = {
  node(id: string): string | undefined;
  port(node: string, port: string): string | undefined;
};

/** A plan has no titles of ports: they are the declarations'. */
export function stopNames({ nodes }: Flow, catalogue: Catalogue): StopNames {
  const known = new Map(nodes.map((node) => [node.id, node]));
  return {
    node: (id) => known.get(id)?.title,
    port(id, port) {
      const node = known.get(id);
      const declaration = node && Object.hasOwn(catalogue, node.type) ? catalogue[node.type] : undefined;
      const config = declaration?.config.safeParse(node?.config);
      if (!declaration || !config?.success) return undefined;
      return portsOf(declaration, config.data).find((one) => one.id === port)?.title;
    },
  };
}

/** A stop of a route, `node` or `node:port`, in words. */
export function stopInWords(names: StopNames, stop: string): string {
  const [node = stop, port] = stop.split(':');
  const title = `“${names.node(node) ?? node}”`;
  return port === undefined ? title : `${title} by “${names.port(node, port) ?? port}”`;
}
