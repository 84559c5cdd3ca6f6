import { canonical } from '@throughline/flow/canonical';
import { portsOf } from '@throughline/flow/ports-of';
import { evaluatedFields } from '@throughline/flow/config-fields';
import type { NodeDeclaration } from '@throughline/flow/declaration';
import type { NodeOutput } from '@throughline/flow/effect';
import { interpreter } from '@throughline/flow/interpreter';
import type { JsonObject } from '@throughline/flow/json';
import type { Customer, CustomerMessage } from '@throughline/flow/message';
import type { Plan, PlanNode } from '@throughline/flow/plan';
import { emptyState } from '@throughline/flow/state';
import type { CaseState } from '@throughline/flow/state';

/** The case that a node under test finds; everything has a default. */
export type Given = {
  /** Milliseconds since the epoch; 2026-11-23T10:00:00Z, a Monday, when left out. */
  now?: number;
  /** What the customer said in this turn; a text stands for a message on web chat. */
  messages?: (string | Partial<CustomerMessage>)[];
  customer?: Partial<Customer>;
  values?: JsonObject;
  tags?: string[];
  /** Outputs of nodes that were visited before. */
  nodes?: { [id: string]: Partial<NodeOutput> };
  policies?: JsonObject;
  /** How often the case has come to the node under test, this visit counted. */
  visit?: number;
  brief?: Partial<CaseState['brief']>;
  turn?: number;
  /** By which rules the case decides; today's when left out. */
  interpreter?: number;
  language?: string;
  /** Languages and time zone of the flow. */
  languages?: string[];
  timeZone?: string;
  /** Ports that have an edge; all of them when left out. */
  wired?: string[];
};

export const monday = Date.parse('2026-11-23T10:00:00Z');

/** Name of the node under test in its own little plan. */
export const nodeId = 'node-under-test';

/** A plan that holds only the node, and the state of the case as given. Throws what is wrong with the config. */
export function caseOf<Config, Port extends string>(
  declaration: NodeDeclaration<Config, Port>,
  config: unknown,
  given: Given = {},
): { plan: Plan; node: PlanNode; state: CaseState; at: number } {
  const parsed = declaration.config.parse(config);
  const ports = portsOf(declaration, parsed);
  const node: PlanNode = {
    id: nodeId,
    type: declaration.type,
    kind: declaration.kind,
    title: declaration.title,
    config: JSON.parse(canonical(parsed)) as JsonObject,
    fields: evaluatedFields(declaration.config, parsed),
    ports: Object.fromEntries(
      ports.map(({ id }) => [id, (given.wired?.includes(id) ?? true) ? 'next' : null]),
    ),
  };
  const { languages = ['en', 'de', 'es', 'fr', 'sv'], timeZone = 'UTC', now: at = monday } = given;
  const plan: Plan = {
    schema: 1,
    flow: { id: 'flow', hash: 'hash', title: 'Flow' },
    settings: {
      fallbackQueue: 'support',
      fallbackTexts: [],
      visitLimit: 50,
      languages,
      timeZone,
      reopenWithinMs: 0,
    },
    entries: [],
    nodes: { [nodeId]: node },
  };
  return { plan, node, state: stateOf(given, at), at };
}

function stateOf(given: Given, at: number): CaseState {
  const state = emptyState();
  const messages = (given.messages ?? ['Hello']).map((message, index) => messageOf(message, index, at));
  const newest = messages.at(-1);
  return {
    ...state,
    caseId: 'case-1',
    openedAt: at,
    turn: given.turn ?? 1,
    interpreter: given.interpreter ?? interpreter,
    customer: { id: 'customer-1', verified: false, ...given.customer },
    messages,
    ...(newest ? { reach: { channel: newest.channel, conversation: newest.conversation } } : {}),
    ...(given.language ? { language: given.language } : {}),
    values: given.values ?? {},
    tags: given.tags ?? [],
    brief: { ...state.brief, ...given.brief },
    policies: { version: 1, values: given.policies ?? {} },
    visits: { [nodeId]: given.visit ?? 1 },
    outputs: Object.fromEntries(
      Object.entries(given.nodes ?? {}).map(([id, output]) => [
        id,
        { port: 'done', visit: 1, output: {}, ...output },
      ]),
    ),
  };
}

function messageOf(message: string | Partial<CustomerMessage>, index: number, at: number): CustomerMessage {
  const given = typeof message === 'string' ? { text: message } : message;
  return {
    id: `m${index + 1}`,
    channel: 'webchat',
    conversation: 'conversation-1',
    text: '',
    sentAt: at,
    ...given,
  };
}
