import type { DeciderContext } from './decider.ts';
import type { Draft } from './draft.ts';
import { evaluate } from './expression.ts';
import type { JsonObject } from './json.ts';
import type { CustomerMessage } from './message.ts';
import type { Plan, PlanNode } from './plan.ts';
import type { CaseState } from './state.ts';
import { render } from './template.ts';

/** What expressions and templates can see: message, customer, case, nodes, channel, policy, now. */
export function scopeOf(plan: Plan, state: CaseState, now: number): JsonObject {
  return {
    message: messageInScope(state.messages),
    customer: { ...state.customer.facts, ...defined(state.customer), facts: state.customer.facts ?? {} },
    case: {
      id: state.caseId,
      turn: state.turn,
      language: languageOf(plan, state),
      openedAt: state.openedAt,
      reopened: state.reopened > 0,
      values: state.values,
      tags: state.tags,
      brief: state.brief,
    },
    nodes: state.outputs,
    channel: state.reach?.channel ?? '',
    policy: state.policies.values,
    now,
  };
}

export function languageOf(plan: Plan, state: CaseState): string {
  return state.language ?? plan.settings.languages[0] ?? 'en';
}

export function deciderContext(draft: Draft, node: PlanNode): DeciderContext<JsonObject> {
  const { plan, state } = draft;
  const scope = scopeOf(plan, state, draft.at);
  return {
    now: draft.at,
    node: { id: node.id, title: node.title, visit: state.visits[node.id] ?? 0 },
    config: node.config,
    messages: state.messages,
    customer: state.customer,
    language: languageOf(plan, state),
    timeZone: plan.settings.timeZone,
    policies: state.policies,
    nodes: state.outputs,
    values: state.values,
    tags: state.tags,
    brief: state.brief,
    turn: state.turn,
    interpreter: state.interpreter,
    hasEdge: (port) => typeof node.ports[port] === 'string',
    evaluate: (expression) => evaluate(expression, scope),
    render: (template) => render(template, scope),
  };
}

/** A burst reads as one message: the texts joined, the rest from the newest. */
function messageInScope(messages: CustomerMessage[]): JsonObject {
  const newest = messages.at(-1);
  if (!newest) return { id: '', text: '', channel: '', attachments: [] };
  return {
    ...defined(newest),
    text: messages.map((message) => message.text).join('\n'),
    choice: newest.choice ?? '',
    attachments: messages.flatMap((message) => message.attachments ?? []),
  };
}

function defined(value: object): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as JsonObject;
}
