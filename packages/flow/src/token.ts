import { patchBrief } from './brief.ts';
import type { Decision, WaitingContext } from './decider.ts';
import type { Draft } from './draft.ts';
import {
  clearTimers,
  deciderOf,
  emit,
  endTurn,
  hold,
  leavePosition,
  openTurn,
  planNode,
  setTimer,
} from './draft.ts';
import { ExpressionError } from './expression.ts';
import type { Json } from './json.ts';
import type { NodeError, NodeResult } from './node-result.ts';
import type { PlanNode } from './plan.ts';
import { resolveConfig } from './resolve-config.ts';
import { deciderContext, languageOf, scopeOf } from './scope.ts';
import { move, speak } from './speech.ts';
import type { Position } from './state.ts';

/** Moves the token into a node, and on from node to node until it runs one, waits, or the turn ends. */
export function travel(draft: Draft, first: string): void {
  let next: string | null = first;
  while (next !== null) next = visit(draft, next);
}

/** The token's node has finished: keep what it found, say what it said, go on by its port. */
export function finish(draft: Draft, node: PlanNode, result: NodeResult): void {
  const next = leave(draft, node, result);
  if (next !== null) travel(draft, next);
}

/** The token's node has failed: by its `error` port, else to the fallback queue. */
export function fail(draft: Draft, node: PlanNode, error: NodeError): void {
  const next = leaveByError(draft, node, error);
  if (next !== null) travel(draft, next);
}

/** Lets the waiting node decide about messages that came, or about its timer. */
export function wake(draft: Draft, position: Position, why: 'message' | 'timer' | 'callback'): void {
  const node = planNode(draft, position.node);
  const decide = deciderOf(draft, node)?.[why];
  const decision = attempt(node, () => {
    if (!decide)
      return { fail: { code: 'node.cannot-wake', message: `${node.type} does not take a ${why}` } };
    const context: WaitingContext<never> = {
      ...(deciderContext(draft, node) as WaitingContext<never>),
      memory: position.memory,
    };
    return decide(context);
  });
  openTurn(draft);
  leavePosition(draft);
  const next = apply(draft, node, position.run, decision);
  if (next !== null) travel(draft, next);
}

/** No customer falls into a void: they are told, and people get the case with the reason. */
export function fallBack(draft: Draft, reason: string): void {
  const { settings } = draft.plan;
  const language = languageOf(draft.plan, draft.state);
  const text =
    settings.fallbackTexts.find((entry) => entry.language === language) ?? settings.fallbackTexts[0];
  openTurn(draft);
  leavePosition(draft);
  if (text) speak(draft, [{ text: text.text, language: text.language }]);
  handOff(draft, { queue: settings.fallbackQueue, reason });
}

/** They get it without a word to the customer, and open again if it was closed. */
export function giveToPeople(draft: Draft, reason: string): void {
  const { plan, state } = draft;
  if (state.owner === 'nobody') {
    state.reopened += 1;
    emit(draft, { type: 'reopen' });
  }
  openTurn(draft);
  leavePosition(draft);
  handOff(draft, { queue: plan.settings.fallbackQueue, reason });
}

export function close(draft: Draft, reason: string): void {
  const { state } = draft;
  leavePosition(draft);
  clearTimers(draft);
  delete state.agent;
  delete state.queue;
  delete state.suggesting;
  state.owner = 'nobody';
  state.unanswered = [];
  emit(draft, { type: 'close', reason });
  emit(draft, { type: 'owner.changed', owner: 'nobody' });
  endTurn(draft, 'close');
}

export function handOff(
  draft: Draft,
  to: { queue: string; reason: string; priority?: number; skill?: string },
): void {
  const { state } = draft;
  clearTimers(draft);
  const open = state.open?.messages ?? [];
  state.owner = 'queue';
  state.queue = { name: to.queue, reason: to.reason };
  delete state.agent;
  state.unanswered = hold(
    state.unanswered,
    state.messages.filter(
      ({ id }) => open.includes(id) && state.unanswered.every((known) => known.id !== id),
    ),
  );
  emit(draft, {
    type: 'handOff',
    queue: to.queue,
    reason: to.reason,
    priority: to.priority ?? 3,
    ...(to.skill ? { skill: to.skill } : {}),
    brief: state.brief,
  });
  emit(draft, { type: 'owner.changed', owner: 'queue' });
  forwardPending(draft, 'queue');
  endTurn(draft, 'handover');
}

/** Messages that the flow has not taken go to the people who have the case now. */
export function forwardPending(draft: Draft, to: 'queue' | 'agent'): void {
  const { state } = draft;
  if (state.pending.length === 0) return;
  emit(draft, { type: 'forward', to, messages: state.pending.map(({ id }) => id) });
  state.unanswered = hold(state.unanswered, state.pending);
  state.pending = [];
}

function visit(draft: Draft, id: string): string | null {
  const { state, plan } = draft;
  const node = planNode(draft, id);
  const turn = openTurn(draft);
  if (turn.visits >= plan.settings.visitLimit) {
    fallBack(draft, `visit-limit: the turn visited ${turn.visits} nodes`);
    return null;
  }
  state.open = { ...turn, visits: turn.visits + 1 };
  const visitNumber = (state.visits[id] ?? 0) + 1;
  state.visits = { ...state.visits, [id]: visitNumber };
  const run = `${id}#${visitNumber}`;
  return node.kind === 'run' ? startRunner(draft, node, run) : decide(draft, node, run);
}

function startRunner(draft: Draft, node: PlanNode, run: string): string | null {
  const { state, plan } = draft;
  try {
    const config = resolveConfig(node, scopeOf(plan, state, draft.at));
    state.position = { node: node.id, run, phase: 'running', messages: 'hold', person: false, memory: null };
    emit(draft, {
      type: 'run',
      run,
      node: node.id,
      nodeType: node.type,
      local: node.local ?? false,
      title: node.title,
      input: {
        config,
        messages: state.messages,
        customer: state.customer,
        case: {
          id: state.caseId,
          turn: state.turn,
          language: languageOf(plan, state),
          values: state.values,
          brief: state.brief,
        },
        nodes: state.outputs,
        policies: state.policies,
        languages: plan.settings.languages,
      },
    });
    return null;
  } catch (error) {
    return leaveByError(draft, node, nodeError(node, error));
  }
}

function decide(draft: Draft, node: PlanNode, run: string): string | null {
  const decider = deciderOf(draft, node);
  const decision = attempt(node, () =>
    decider
      ? decider.enter(deciderContext(draft, node))
      : { fail: { code: 'node.unknown-type', message: `No node of type "${node.type}" is known.` } },
  );
  return apply(draft, node, run, decision);
}

function apply(draft: Draft, node: PlanNode, run: string, decision: Decision): string | null {
  if ('port' in decision) return leave(draft, node, decision);
  if ('fail' in decision) return leaveByError(draft, node, decision.fail);
  if ('brief' in decision && decision.brief)
    draft.state.brief = patchBrief(draft.state.brief, decision.brief, draft.state.interpreter);
  speak(draft, decision.say ?? [], node.id);
  if ('close' in decision) {
    close(draft, decision.close.reason);
  } else if ('handOff' in decision) {
    handOff(draft, decision.handOff);
    wait(draft, node, run, { messages: 'hold', person: true, memory: null, until: decision.waitUntil });
  } else {
    const { until, messages, person = false, memory = null } = decision.wait;
    wait(draft, node, run, { messages, person, memory, until });
    if (decision.callback) emit(draft, { type: 'callback', run, ...decision.callback });
    endTurn(draft, draft.state.open?.said ? 'reply' : 'wait');
  }
  return null;
}

type Wait = Pick<Position, 'messages' | 'person'> & { memory: Json; until: number | undefined };

function wait(draft: Draft, node: PlanNode, run: string, { until, ...how }: Wait): void {
  draft.state.position = { node: node.id, run, phase: 'waiting', ...how };
  emit(draft, { type: 'node.waits', run, node: node.id });
  if (until !== undefined) setTimer(draft, run, until);
}

function leave(draft: Draft, node: PlanNode, result: NodeResult): string | null {
  // Own ports only: a runner may say "constructor".
  const target = Object.hasOwn(node.ports, result.port) ? node.ports[result.port] : undefined;
  if (target === undefined) {
    const message = `"${node.title}" left by port "${result.port}", which it does not have.`;
    return leaveByError(draft, node, { code: 'node.unknown-port', message });
  }
  leavePosition(draft);
  keep(draft, node, result);
  noteLeft(draft, node, result.port);
  speak(draft, result.say ?? [], node.id);
  if (result.move) {
    move(draft, result.move);
    speak(draft, result.move.say ?? [], node.id);
  }
  if (target !== null) return target;
  restWithoutEdge(draft, node, result.port);
  return null;
}

/** The flow ends here: fine when the customer has an answer, or when no customer is waiting for one. */
function restWithoutEdge(draft: Draft, node: PlanNode, port: string): void {
  const turn = openTurn(draft);
  if (turn.said) endTurn(draft, 'reply');
  else if (turn.messages.length === 0) endTurn(draft, 'wait');
  else fallBack(draft, `dead-end: nothing was said, and port "${port}" of "${node.title}" leads nowhere`);
}

function leaveByError(draft: Draft, node: PlanNode, error: NodeError): string | null {
  leavePosition(draft);
  keep(draft, node, { port: 'error', output: { code: error.code, message: error.message } });
  noteLeft(draft, node, 'error');
  const target = node.ports['error'];
  if (target) return target;
  fallBack(draft, `${error.code}: ${error.message}`);
  return null;
}

/** Records what a node found. Also used for a node that finishes after a person has taken over. */
export function keep(draft: Draft, node: PlanNode, result: NodeResult): void {
  const { state } = draft;
  const visitNumber = state.visits[node.id] ?? 0;
  state.outputs = {
    ...state.outputs,
    [node.id]: { port: result.port, visit: visitNumber, output: result.output ?? {} },
  };
  if (result.set) state.values = { ...state.values, ...result.set };
  if (result.customer) state.customer = result.customer;
  if (result.customer?.language) state.language = result.customer.language;
  if (result.brief) state.brief = patchBrief(state.brief, result.brief, state.interpreter);
  if (result.tags) state.tags = [...new Set([...state.tags, ...result.tags])].slice(-50);
  for (const text of result.notes ?? []) emit(draft, { type: 'note', text, actor: { kind: 'flow' } });
}

function noteLeft(draft: Draft, node: PlanNode, port: string): void {
  emit(draft, {
    type: 'node.left',
    run: `${node.id}#${draft.state.visits[node.id] ?? 0}`,
    node: node.id,
    port,
  });
}

function attempt(node: PlanNode, decide: () => Decision): Decision {
  try {
    return decide();
  } catch (error) {
    return { fail: nodeError(node, error) };
  }
}

function nodeError(node: PlanNode, error: unknown): NodeError {
  if (error instanceof ExpressionError) return { code: error.code, message: error.message };
  return {
    code: 'node.broken',
    message: `"${node.title}" threw: ${error instanceof Error ? error.message : 'unknown'}`,
  };
}
