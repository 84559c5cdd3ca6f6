import type { NodeDeclaration, PortDeclaration } from './declaration.ts';
import type { Local } from './plan.ts';
import { schemaData } from './schema-data.ts';
import type { SchemaData } from './schema-data.ts';
import { schemaFrom } from './schema-from.ts';

/** A declaration as JSON, for a place where the package of the node is not, such as a browser. */
export type DeclarationData = Omit<
  NodeDeclaration,
  'config' | 'ports' | 'local' | 'outputs' | FromConfigOnly
> & {
  /** Null when they are made from the config. */
  ports: PortDeclaration[] | null;
  local?: Local;
  outputs?: { [field: string]: Pick<NonNullable<NodeDeclaration['outputs']>[string], 'type' | 'help'> };
  config: SchemaData;
  /** False where the node checks more of a config than data can say. */
  complete: boolean;
};

/** What only the package of a node can tell of a config. */
type FromConfigOnly = 'sets' | 'speaks' | 'moves' | 'silences';

export function declarationData(declaration: NodeDeclaration): DeclarationData {
  const {
    config,
    ports,
    local,
    outputs,
    sets: _,
    speaks: __,
    moves: ___,
    silences: ____,
    ...words
  } = declaration;
  const { schema, complete } = schemaData(config);
  return {
    ...words,
    ports: typeof ports === 'function' ? null : ports,
    ...(local !== undefined && typeof local !== 'function' && { local }),
    ...(outputs && { outputs: withoutFields(outputs) }),
    config: schema,
    complete: complete && typeof ports !== 'function',
  };
}

function withoutFields(
  outputs: NonNullable<NodeDeclaration['outputs']>,
): NonNullable<DeclarationData['outputs']> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { type, help }]) => [name, { type, help }]));
}

/**
 * The declaration that data was made of. Of a node whose ports are made from the config, `portsOf` gives them, as far as
 * they are known where this runs.
 */
export function declarationFrom(
  { ports, config, complete: _, ...words }: DeclarationData,
  portsOf: (type: string, config: unknown) => PortDeclaration[] = () => [],
): NodeDeclaration {
  return {
    ...words,
    ports: ports ?? ((given) => portsOf(words.type, given)),
    config: schemaFrom(config),
  };
}
