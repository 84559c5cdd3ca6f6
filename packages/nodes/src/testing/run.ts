import type { NodeDeclaration } from '@throughline/flow/declaration';
import { resolveConfig } from '@throughline/flow/resolve-config';
import { languageOf, scopeOf } from '@throughline/flow/scope';
import type { NodeResult } from '@throughline/flow/node-result';
import type { RunContext } from '../run-context.ts';
import type { Runner, RunnerInput } from '../runner.ts';
import { caseOf } from './given.ts';
import type { Given } from './given.ts';

/** Runs a runner with the input that the core would give it: expressions and templates of the config are resolved. */
export async function run<Config, Port extends string>(
  declaration: NodeDeclaration<Config, Port>,
  runner: Runner<Config, Port>,
  { config, given }: { config: unknown; given?: Given },
  context: RunContext,
): Promise<NodeResult<Port>> {
  const { plan, node, state, at } = caseOf(declaration, config, given);
  const { caseId: id, turn, values, brief } = state;
  const input = {
    config: resolveConfig(node, scopeOf(plan, state, at)),
    messages: state.messages,
    customer: state.customer,
    case: { id, turn, language: languageOf(plan, state), values, brief },
    nodes: state.outputs,
    policies: state.policies,
    languages: plan.settings.languages,
  };
  return runner(structuredClone(input) as unknown as RunnerInput<Config>, context);
}
