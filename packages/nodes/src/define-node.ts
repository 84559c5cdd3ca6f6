import type { ConfigOf, NodeDeclaration } from '@throughline/flow/declaration';
import type { Runner } from './runner.ts';

/** Declares a node: returns its argument, with `config` typed from the schema. */
export function defineNode<Config>(declaration: NodeDeclaration<Config>): NodeDeclaration<Config> {
  return declaration;
}

/** The behaviour of a declared node of kind `run`. */
export function implementNode<Declaration>(_: Declaration, runner: Runner<ConfigOf<Declaration>>): Runner<ConfigOf<Declaration>> {
  return runner;
}
