import { setTimeout as pause } from 'node:timers/promises';
import type { AgentEvent } from '@throughline/flow/agent-events';
import { emptyBrief, statementOf } from '@throughline/flow/brief';
import type { PassedOn } from '@throughline/flow/passed-on';
import { randomUUID } from 'node:crypto';
import type { CaseLinkRow } from '../stores/case-links.ts';
import type { Stores } from '../stores/database.ts';
import type { FlowVersion } from '../stores/flows.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { TellCase } from './act-on-case.ts';
import { topicOf } from './feed-events.ts';
import type { ActionResult, CaseGateway, LinkRequest, LinkResult } from './gateway.ts';
import { cannotJoin, cannotSplit, cannotUndo, linkRefused } from './link-refusals.ts';
import { newCase } from './new-case.ts';
import { createWhoSpokeLast } from './who-spoke-last.ts';

export type LinkCasesDeps = {
  stores: Stores;
  tell: TellCase;
  liveFlow: () => Promise<FlowVersion>;
  now: () => number;
};

export type LinkCases = Pick<CaseGateway, 'join' | 'split' | 'undoLink'> & {
  /** Goes on with what was stopped on the way; called by the relay. */
  finishLink(row: CaseLinkRow): Promise<void>;
};

/**
 * Joins cases, splits one, and undoes both: two cases are told, one after the other, and a row says how far it went. What the
 * first passes on stands in its journal, so that everything here can be done again after it was stopped anywhere.
 */
export function createLinkCases({ stores, tell, liveFlow, now }: LinkCasesDeps): LinkCases {
  const { caseLinks, journal, messages, cases } = stores;
  const { reachOf, lastOf } = createWhoSpokeLast(stores);

  /** What a new link needs, once nobody else links these cases; or what was begun before. */
  async function make(row: CaseLinkRow, refuse: () => Promise<LinkResult | undefined>): Promise<LinkResult> {
    const known = await caseLinks.get(row._id);
    if (known && known.state !== 'begun') return answerOf(known);
    const asked = known ?? row;
    const made = await caseLinks.alone(asked._id, [asked.from, asked.into], async () => {
      const refused = known ? undefined : await refuse();
      if (refused) return refused;
      return carryOut(await caseLinks.begin(asked));
    });
    return made ?? linkRefused('case.busy');
  }

  async function carryOut(row: CaseLinkRow): Promise<LinkResult> {
    const done = row.kind === 'join' ? await carryOutJoin(row) : await carryOutSplit(row);
    if (done.ok) return settle(row, 'done');
    await caseLinks.finish(row._id, 'refused', done.code);
    return done;
  }

  async function carryOutJoin({ _id: link, from, into, author, at }: CaseLinkRow): Promise<ActionResult> {
    const head = headOf(link, author, at);
    const joined = await once(from, { ...head, type: 'agent.joined', link, into });
    if (!joined.ok) return joined;
    const { reach, ...passed } = await passedOn(from, link);
    const newer = reach && (await lastOf(from)) > (await lastOf(into, from)) ? { reach } : {};
    return once(into, { ...head, type: 'agent.tookIn', link, from, passed: { ...passed, ...newer } });
  }

  async function carryOutSplit(row: CaseLinkRow): Promise<ActionResult> {
    const { _id: link, from, into, author, at, messages: ids = [] } = row;
    const head = headOf(link, author, at);
    const left = await once(from, { ...head, type: 'agent.split', link, into, messages: ids });
    if (!left.ok) return left;
    const passed = await passedOn(from, link);
    await messages.move(ids, into);
    const said = await messages.get(ids);
    await openFor(row, said);
    const brief = { ...passed.brief, issue: statementOf(said.map(({ _id: id, text }) => ({ id, text }))) };
    const newest = said.at(-1);
    const reach = newest && { channel: newest.channel, conversation: newest.conversation };
    const given = { ...passed, brief, ...(reach && { reach }) };
    return once(into, { ...head, type: 'agent.tookIn', link, from, passed: given, claim: true });
  }

  async function openFor({ from, into, at }: CaseLinkRow, said: MessageRow[]): Promise<void> {
    const [row, newest, flow] = [await cases.get(from), said.at(-1), await liveFlow()];
    if (!row || !newest) throw new Error(`case ${from} or its messages vanished while it was split`);
    const { customerId, cameTo } = row;
    const opening = { newCaseId: into, at, reopenWithinMs: 0, separate: true };
    await stores.customers.openCaseFor(cameTo ?? customerId, opening);
    const to = { caseId: into, customerId, ...(cameTo !== undefined && { cameTo }) };
    await cases.create(newCase(to, { ...newest, at }, flow));
  }

  async function undo(row: CaseLinkRow, { action, agent }: LinkRequest): Promise<LinkResult> {
    const undone = { action, author: agent, at: now() };
    const undoing = row.state === 'done' ? await caseLinks.beginUndo(row._id, undone) : row;
    if (!undoing?.undone) return linkRefused('link.not-found');
    const done = row.kind === 'join' ? await undoJoin(undoing) : await undoSplit(undoing);
    if (done.ok) return settle(undoing, 'undone');
    await caseLinks.dropUndo(row._id);
    return done;
  }

  async function undoJoin({ _id: link, from, into, undone }: CaseLinkRow): Promise<ActionResult> {
    const head = headOf(undone!.action, undone!.author, undone!.at);
    const passed = await tookInBy(into, link);
    const reach = await reachOf(into, from);
    const event = { ...head, type: 'agent.parted' as const, link, from, passed, ...(reach && { reach }) };
    const parted = await once(into, event);
    if (!parted.ok) return parted;
    const back = await passedOn(into, head.id);
    return once(from, { ...head, type: 'agent.resumed', link, from: into, passed: back });
  }

  /** What was said in the new case meanwhile comes along: it goes on in the one it was split off. */
  async function undoSplit(row: CaseLinkRow): Promise<ActionResult> {
    const { _id: link, from, into, undone, messages: ids = [] } = row;
    const head = headOf(undone!.action, undone!.author, undone!.at);
    const joined = await once(into, { ...head, type: 'agent.joined', link, into: from, undo: true });
    if (!joined.ok) return joined;
    const { reach, ...passed } = await passedOn(into, head.id);
    await messages.move(ids, from);
    const newer = reach && (await lastOf(into)) > (await lastOf(from, into)) ? { reach } : {};
    return once(from, { ...head, type: 'agent.tookIn', link, from: into, passed: { ...passed, ...newer } });
  }

  /** Tells a case, unless it has been told. */
  async function once(caseId: string, event: AgentEvent): Promise<ActionResult> {
    const stands = await journal.find(caseId, event.id);
    const ignored = stands?.content?.effects.some(({ type }) => type === 'ignored');
    if (stands && !ignored) return { ok: true };
    return tell(caseId, event, { start: event.type !== 'agent.joined' || event.undo === true });
  }

  async function passedOn(caseId: string, eventId: string): Promise<PassedOn> {
    const { effects } = await standing(caseId, eventId);
    const effect = effects.find(({ type }) => type === 'passOn');
    if (effect?.type !== 'passOn') throw new Error(`case ${caseId} passed nothing on by ${eventId}`);
    return effect.passed;
  }

  async function tookInBy(caseId: string, link: string): Promise<PassedOn> {
    const { event } = await standing(caseId, link);
    return event.type === 'agent.tookIn' ? event.passed : { messages: [], brief: emptyBrief };
  }

  /** An action is answered when it is decided, which is a moment before it stands in the journal. */
  async function standing(caseId: string, eventId: string) {
    for (let attempt = 1; attempt <= 100; attempt++) {
      const content = (await journal.find(caseId, eventId))?.content;
      if (content) return content;
      await pause(50);
    }
    throw new Error(`${eventId} does not stand in the journal of case ${caseId} yet`);
  }

  /** Lists and live screens show both as they are now. */
  async function settle(row: CaseLinkRow, state: 'done' | 'undone'): Promise<LinkResult> {
    for (const caseId of [row.from, row.into]) {
      const shown = await messages.shownIn(await caseLinks.partsOf(caseId));
      const last = shown.findLast(({ from }) => from !== 'note');
      if (last) await cases.showLast(caseId, { text: last.text, at: last.at, from: last.from });
      await stores.feed.append({
        key: `link:${row._id}:${state}:${caseId}`,
        topics: [topicOf.cases, topicOf.queues, topicOf.case(caseId)],
        type: 'case.changed',
        data: { id: caseId },
      });
    }
    await caseLinks.finish(row._id, state);
    return { ok: true, link: (await caseLinks.get(row._id)) ?? { ...row, state } };
  }

  return {
    join: (from, { action, agent, into }) => {
      const row = { _id: action, kind: 'join' as const, from, into, author: agent, at: now() };
      return make({ ...row, state: 'begun' }, () => cannotJoin(stores, row));
    },
    split: (from, { action, agent, messages: ids }) => {
      const row = { _id: action, kind: 'split' as const, from, into: randomUUID(), messages: ids };
      return make({ ...row, author: agent, at: now(), state: 'begun' }, () =>
        cannotSplit(stores, { from, messages: ids, agent: agent.id }),
      );
    },
    async undoLink(id, request) {
      const known = await caseLinks.get(id);
      if (!known || known.state === 'refused') return linkRefused('link.not-found');
      const made = await caseLinks.alone(id, [known.from, known.into], async () => {
        const row = (await caseLinks.get(id)) ?? known;
        if (row.state === 'undone') return answerOf(row);
        if (row.state === 'begun') return linkRefused('case.busy');
        const refused = row.state === 'done' ? await cannotUndo(stores, row) : undefined;
        return refused ?? undo(row, request);
      });
      return made ?? linkRefused('case.busy');
    },
    async finishLink(row) {
      const { _id, from, into, undone } = row;
      await caseLinks.alone(_id, [from, into], async () => {
        const current = await caseLinks.get(_id);
        if (current?.state === 'begun') await carryOut(current);
        if (current?.state === 'undoing' && undone)
          await undo(current, { action: undone.action, agent: undone.author });
      });
    },
  };
}

function headOf(id: string, author: CaseLinkRow['author'], at: number) {
  return { id, at, actor: { kind: 'agent' as const, ...author } };
}

function answerOf(link: CaseLinkRow): LinkResult {
  return link.state === 'refused' ? linkRefused(link.refusal) : { ok: true, link };
}
