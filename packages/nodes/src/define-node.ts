import type { Decider } from '@throughline/flow/decider';
import type { ConfigOf, NodeDeclaration, PortOf, Widget } from '@throughline/flow/declaration';
import type { Runner } from './runner.ts';

/**
 * Declares a node: returns its argument, with `config` typed from the schema and the ports, type and kind by their
 * literal names, so that an undeclared port or a forgotten runner does not compile.
 */
export function defineNode<Config, Port extends string, Type extends string, Kind extends 'run' | 'decide'>(
  declaration: NodeDeclaration<Config, Port> & { type: Type; kind: Kind },
): NodeDeclaration<Config, Port> & { type: Type; kind: Kind } {
  return declaration;
}

/** The behaviour of a declared node of kind `run`. */
export function implementNode<Declaration extends { kind: 'run' }>(
  _: Declaration,
  runner: RunnerOf<Declaration>,
): RunnerOf<Declaration> {
  return runner;
}

export type RunnerOf<Declaration> = Runner<ConfigOf<Declaration>, PortOf<Declaration>>;
export type DeciderOf<Declaration> = Decider<ConfigOf<Declaration>, PortOf<Declaration>>;

declare module 'zod' {
  // What forms and docs show of a field: `title` and `description` are zod's own.
  interface GlobalMeta {
    widget?: Widget;
    /** With widget `node`: only nodes that put out a value of this name are offered. */
    puttingOut?: string;
    /** The field says something only while another one of the same object holds one of these values. */
    when?: { [field: string]: (string | number | boolean)[] };
  }
}
