import { describeMove } from './describe-entry.ts';
import type { CaseLink } from '../api/case.ts';
import type { JournalEntry } from '../api/journal.ts';
import type { StaffMessage } from '../api/message.ts';

/** What is shown between the first message and the last, oldest first. */
export type TimelineItem =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'message'; key: string; at: number; message: StaffMessage; joined: boolean }
  | { kind: 'steps'; key: string; at: number; steps: FlowStep[] }
  | { kind: 'change'; key: string; at: number; text: string }
  | { kind: 'link'; key: string; at: number; link: CaseLink; undone: boolean };

/** One node that ran. */
export type FlowStep = { seq: number; at: number; title: string; outcome: string; failed: boolean };

/** Puts messages and journal into one line: what was said in full, what the flow did in between folded into one item. */
export function buildTimeline(
  messages: StaffMessage[],
  entries: JournalEntry[],
  links: CaseLink[] = [],
): TimelineItem[] {
  const items: TimelineItem[] = [];
  for (const moment of inOrder(messages, entries, links)) {
    const last = items.at(-1);
    if (!last || !sameDay(last.at, moment.at))
      items.push({ kind: 'day', key: `day ${moment.at}`, at: moment.at });
    if ('message' in moment) {
      const { message } = moment;
      const previous = last?.kind === 'message' ? last.message : undefined;
      const joined =
        previous?.from === message.from &&
        previous.author === message.author &&
        previous.channel === message.channel &&
        sameDay(last?.at ?? 0, moment.at);
      items.push({ kind: 'message', key: message.id, at: message.at, message, joined });
    } else if ('step' in moment) {
      if (last?.kind === 'steps' && sameDay(last.at, moment.at)) last.steps.push(moment.step);
      else
        items.push({ kind: 'steps', key: `steps ${moment.step.seq}`, at: moment.at, steps: [moment.step] });
    } else if ('link' in moment) {
      items.push({ kind: 'link', ...moment });
    } else {
      items.push({ kind: 'change', ...moment });
    }
  }
  return items;
}

type Moment =
  | { at: number; message: StaffMessage }
  | { at: number; step: FlowStep }
  | { at: number; key: string; text: string }
  | { at: number; key: string; link: CaseLink; undone: boolean };

/** By time; at the same moment a question comes before what the flow did about it, and that before its answer. */
function inOrder(messages: StaffMessage[], entries: JournalEntry[], links: CaseLink[]): Moment[] {
  const ranked = [
    ...messages.map((message) => ({
      at: message.at,
      rank: message.from === 'customer' ? 0 : 3,
      moment: { at: message.at, message },
    })),
    ...links.flatMap(momentsOf).map((moment) => ({ at: moment.at, rank: 2, moment })),
    ...entries.flatMap((entry) => {
      const steps = stepsOf(entry);
      const changes = changesOf(entry).map((text, n) => ({
        at: entry.at,
        key: `change ${entry.seq}.${n}`,
        text,
      }));
      return [
        ...steps.map((step) => ({ at: entry.at, rank: 1, moment: { at: entry.at, step } })),
        ...changes.map((moment) => ({ at: entry.at, rank: 2, moment })),
      ];
    }),
  ];
  return ranked.sort((a, b) => a.at - b.at || a.rank - b.rank).map(({ moment }) => moment);
}

/** When it was made; and when it was undone. */
function momentsOf(link: CaseLink) {
  const made = { at: link.at, key: `link ${link.id}`, link, undone: false };
  if (!link.undone) return [made];
  return [made, { at: link.undone.at, key: `undone ${link.id}`, link, undone: true }];
}

/** The way the token took: each node that was left, and by which port; and what came too late to lead anywhere. */
function stepsOf({ type, seq, at, run, node, titles, outcome, event, effects }: JournalEntry): FlowStep[] {
  const failure = event?.type === 'node.failed' ? event.error.code : 'failed';
  const left = effects.flatMap((effect): FlowStep[] => {
    if (effect.type !== 'node.left' || !('node' in effect)) return [];
    const failed = type === 'node.failed' && effect.run === run;
    return [
      { seq, at, title: titles[effect.node] ?? effect.node, outcome: failed ? failure : effect.port, failed },
    ];
  });
  const finished = type === 'node.done' || type === 'node.failed';
  if (!finished || left.length > 0) return left;
  const failed = type === 'node.failed';
  return [
    {
      seq,
      at,
      title: titles[node ?? ''] ?? node ?? 'A node',
      outcome: failed ? failure : (outcome ?? 'done'),
      failed,
    },
  ];
}

/** The case changed hands, or opened, or closed. */
function changesOf(entry: JournalEntry): string[] {
  const { type, actor, event, effects } = entry;
  const name = actor.name ?? 'An agent';
  if (type === 'case.opened') return ['Case opened'];
  if (entry.type === 'flow.moved')
    return effects.some((effect) => effect.type === 'flow.moved') ? [describeMove(entry)] : [];
  const byAgent: { [type: string]: string } = {
    'agent.claimed': `${name} took the case`,
    'agent.typed': `${name} took the case by writing`,
    'agent.returned': `${name} gave the case back to the flow`,
    'agent.transferred':
      event?.type === 'agent.transferred'
        ? `${name} transferred the case to ${event.queue}`
        : `${name} transferred the case`,
    'agent.closed': `${name} closed the case`,
    'customer.closed': 'The customer closed the case',
  };
  // These are told as links, which lead to the other case.
  if (linkTypes.has(type)) return [];
  const done = byAgent[type];
  const changed = effects.some(
    (effect) => effect.type === 'owner.changed' || effect.type === 'close' || effect.type === 'handOff',
  );
  if (done !== undefined) return changed ? [done] : [];
  return effects.flatMap((effect) => {
    if (effect.type === 'handOff')
      return 'queue' in effect ? [`Handed over to ${effect.queue}: ${effect.reason}`] : ['Handed over'];
    if (effect.type === 'reopen') return ['Opened again'];
    if (effect.type === 'close')
      return 'reason' in effect ? [`Closed by the flow: ${effect.reason}`] : ['Closed by the flow'];
    return [];
  });
}

const linkTypes = new Set(['agent.joined', 'agent.tookIn', 'agent.split', 'agent.parted', 'agent.resumed']);

function sameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
