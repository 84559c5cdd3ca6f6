import type { Fact } from '@throughline/flow/brief';
import { factNamed, maxFactValue } from '@throughline/flow/brief';
import type { DeciderContext } from '@throughline/flow/decider';
import { durationMs } from '@throughline/flow/duration';
import { namedFacts } from '@throughline/flow/interpreter';
import type { Expected } from './read-reply.ts';
import { readReply } from './read-reply.ts';

type Asked = Expected & { saveAs?: string | undefined; label?: string | undefined; freshFor: string };

type Context = Pick<
  DeciderContext<Asked>,
  'brief' | 'config' | 'interpreter' | 'messages' | 'node' | 'nodes' | 'now' | 'timeZone' | 'turn' | 'values'
>;

/**
 * What the brief holds of what would be asked: the same name, not too old, and still an answer. Not what the flow has taken
 * back or sent back in this turn, and not what the customer has just said otherwise.
 */
export function knownAnswer({ brief, config, ...context }: Context, expected: Expected): Fact | undefined {
  const { interpreter, messages, node, nodes, now, timeZone, turn, values } = context;
  const name = factName(config);
  const fact = interpreter >= namedFacts && name ? factNamed(brief.facts, name) : undefined;
  if (fact?.value === undefined || now - (fact.at ?? now) > (durationMs(config.freshFor) ?? Infinity)) return;
  const kept = config.saveAs !== undefined && Object.hasOwn(values, config.saveAs);
  if (kept && values[config.saveAs ?? ''] !== fact.value) return;
  // The flow came back with the answer it had got: it wants another one.
  if (nodes[node.id]?.output['turn'] === turn) return;
  if (!fits(fact.value, expected, { now, timeZone })) return;
  const said = naming.has(expected.type) ? readReply(messages, expected, { now, timeZone }) : undefined;
  return said === undefined || said === fact.value ? fact : undefined;
}

/** A fact as it can be found again; only for people when it has no name, or too long a value. */
export function namedFact(fact: Fact, config: Pick<Asked, 'saveAs' | 'label'> = {}): Fact {
  const { name = factName(config), value, at, ...statement } = fact;
  if (name === undefined || value === undefined || String(value).length > maxFactValue) return statement;
  return { ...statement, name, value, ...(at !== undefined && { at }) };
}

/** What was kept under a name is known by it; what was not, by its label. */
function factName({ saveAs, label }: Pick<Asked, 'saveAs' | 'label'>): string | undefined {
  return saveAs ?? (label?.toLowerCase() || undefined);
}

/** Answers that cannot be taken for anything else: a message that holds another one is about another thing. */
const naming = new Set<Expected['type']>(['order-number', 'email', 'phone', 'date']);

function fits(value: string | number, expected: Expected, clock: Pick<Context, 'now' | 'timeZone'>): boolean {
  const { type, minimum = -Infinity, maximum = Infinity } = expected;
  if (type === 'number') return typeof value === 'number' && value >= minimum && value <= maximum;
  if (type === 'choice') return expected.choices.some(({ id }) => id === value);
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(String(value));
  const said = { id: '', channel: '', conversation: '', sentAt: clock.now, text: String(value) };
  return readReply([said], expected, clock) === value;
}
