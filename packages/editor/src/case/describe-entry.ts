import type { Effect } from '@throughline/flow/effect';
import type { CaseEvent } from '@throughline/flow/event';
import type { JournalEffect, JournalEntry, NodeTitles } from '../api/journal.ts';

/** What happened, in words; `detail` is what was said or why, and is missing when the contents were erased. */
export function describeEvent(entry: JournalEntry): { text: string; detail?: string } {
  const { type, titles, node, outcome, actor, event } = entry;
  const name = titles[node ?? ''] ?? node ?? 'A node';
  const agent = actor.name ?? 'An agent';
  const detail = event ? detailOf(event) : undefined;
  const text: { [Type in JournalEntry['type']]: string } = {
    'case.opened': 'Case opened',
    'case.recovered': 'Went on after an interruption',
    'flow.moved': describeMove(entry),
    'policy.read': 'Policies read',
    'customer.changed': 'Customer changed',
    'message.received': 'Customer wrote',
    'node.done': outcome ? `${name} → ${outcome}` : `${name} finished`,
    'node.failed': `${name} failed`,
    'timer.fired': 'Timer fired',
    'send.failed': 'A message could not be sent',
    'customer.closed': 'Customer closed the case',
    'callback.answered': 'The callback was taken',
    'callback.missed': 'The callback reached nobody',
    'agent.claimed': `${agent} claimed the case`,
    'agent.typed': `${agent} began to write`,
    'agent.replied': `${agent} replied`,
    'agent.noted': `${agent} noted`,
    'agent.returned': `${agent} gave the case back`,
    'agent.transferred': `${agent} transferred the case`,
    'agent.moved': `${agent} chose where the answers go`,
    'agent.closed': `${agent} closed the case`,
    'agent.promised': `${agent} confirmed a promise`,
    'agent.settled': `${agent} said what became of a promise`,
    'agent.joined': `${agent} joined this case with another`,
    'agent.tookIn': `${agent} brought in another case`,
    'agent.split': `${agent} moved messages into a case of their own`,
    'agent.parted': `${agent} took the other case out again`,
    'agent.resumed': `${agent} undid the join: the case goes on`,
  };
  return { text: text[type] ?? type, ...(detail ? { detail } : {}) };
}

/** By whom the case was moved to another version of its flow; or that it stays, where it finds no place there. */
export function describeMove({ actor, event, effects }: JournalEntry): string {
  const name = actor.name ?? 'An agent';
  const [from, to] =
    event?.type === 'flow.moved' ? [`version ${event.from.version}`, `version ${event.to.version}`] : [];
  if (effects.some(({ type }) => type === 'ignored'))
    return `${name} asked to move the case to ${to ?? 'another version'} of the flow; it stays`;
  return from === undefined
    ? `${name} moved the case to another version of the flow`
    : `${name} moved the case from ${from} to ${to} of the flow`;
}

/** What the case asked of the world, in a few words. */
export function describeEffect(effect: JournalEffect, titles: NodeTitles = {}): string {
  switch (effect.type) {
    case 'turn.opened':
      return 'turn' in effect ? `turn ${effect.turn} begins` : 'turn begins';
    case 'turn.ended':
      return 'outcome' in effect ? `turn ends with ${turnOutcomes[effect.outcome]}` : 'turn ends';
    case 'run':
      return 'title' in effect ? `run ${effect.title}` : 'run a node';
    case 'node.left':
      return 'node' in effect ? `${titles[effect.node] ?? effect.node} → ${effect.port}` : 'leave a node';
    case 'node.waits':
      return 'node' in effect ? `wait at ${titles[effect.node] ?? effect.node}` : 'wait at a node';
    case 'send':
      return 'text' in effect ? `say “${shorten(effect.text)}”` : 'say something';
    case 'send.cancel':
      return 'hold back what was not sent yet';
    case 'timer.set':
      return 'timer' in effect ? `set timer ${effect.timer}` : 'set a timer';
    case 'timer.clear':
      return 'timer' in effect ? `clear timer ${effect.timer}` : 'clear a timer';
    case 'handOff':
      return 'queue' in effect ? `hand over to ${effect.queue}: ${effect.reason}` : 'hand over';
    case 'forward':
      return 'to' in effect ? `pass messages on to the ${effect.to}` : 'pass messages on';
    case 'callback':
      return 'have the customer called';
    case 'suggest':
      return 'keep the answer as a suggestion';
    case 'note':
      return 'keep a note';
    case 'owner.changed':
      return 'owner' in effect ? `owner is now ${effect.owner}` : 'owner changes';
    case 'reopen':
      return 'open again';
    case 'passOn':
      return 'to' in effect ? `pass on to case ${effect.to.slice(0, 8)}` : 'pass on to another case';
    case 'close':
      return 'reason' in effect ? `close: ${effect.reason}` : 'close';
    case 'ignored':
      return 'reason' in effect ? `ignored: ${ignoredReason(effect, titles)}` : 'ignored';
    case 'flow.moved':
      return 'to' in effect ? `go on by the version ${effect.to.slice(0, 8)}` : 'go on by another version';
    default:
      return typeOf(effect);
  }
}

function ignoredReason(effect: Extract<Effect, { type: 'ignored' }>, titles: NodeTitles): string {
  const { reason, about } = effect;
  const words = reason.replaceAll('-', ' ');
  return about === undefined ? words : `${words} (${titles[about] ?? about})`;
}

/** An effect of a later version is shown by its name. */
function typeOf({ type }: { type: string }): string {
  return type;
}

const turnOutcomes = { reply: 'a reply', handover: 'a hand-over', wait: 'a wait', close: 'closing' };

function detailOf(event: CaseEvent): string | undefined {
  switch (event.type) {
    case 'message.received':
      return event.message.text;
    case 'agent.replied':
    case 'agent.noted':
      return event.text;
    case 'agent.returned':
      return event.note;
    case 'agent.transferred':
      return `to ${event.queue}: ${event.reason}`;
    case 'agent.closed':
    case 'customer.closed':
      return event.reason;
    case 'agent.promised':
      return event.promise.text;
    case 'agent.settled':
      return event.as;
    case 'agent.joined':
      return `into case ${event.into.slice(0, 8)}`;
    case 'agent.split':
      return `${event.messages.length} into case ${event.into.slice(0, 8)}`;
    case 'agent.tookIn':
    case 'agent.parted':
    case 'agent.resumed':
      return `case ${event.from.slice(0, 8)}`;
    case 'node.failed':
    case 'send.failed':
      return `${event.error.code}: ${event.error.message}`;
    case 'timer.fired':
      return event.timer;
    case 'callback.missed':
      return event.reason.replace('-', ' ');
    case 'flow.moved':
      return event.reason || undefined;
    case 'policy.read':
      return `version ${event.policies.version}`;
    default:
      return undefined;
  }
}

export function shorten(text: string, most = 80): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}
