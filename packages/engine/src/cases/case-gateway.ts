import { randomUUID } from 'node:crypto';
import type { AgentEvent } from '@throughline/flow/agent-events';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { agentActs, refusedType } from '../sandbox/messages.ts';
import type { FlowVersion } from '../stores/flows.ts';
import type { Destination, InboxRow } from '../stores/inbox.ts';
import type { FoundCustomer } from '../stores/customers.ts';
import { destinationOf } from '../stores/inbox.ts';
import type { Stores } from '../stores/database.ts';
import { signalMessage, workflowIdOf } from '../temporal/case-handle.ts';
import type { Likeness } from './choose-case.ts';
import { createChooseCase } from './choose-case.ts';
import type { Attachment } from '@throughline/flow/message';
import { safeFileName, safeMediaType } from '../files/file-facts.ts';
import { topicOf } from './feed-events.ts';
import type {
  ActionRefusal,
  ActionResult,
  AgentAction,
  CaseGateway,
  InboundAttachment,
  InboundMessage,
} from './gateway.ts';

export type CaseGatewayDeps = {
  stores: Stores;
  temporal: Client;
  taskQueue: string;
  log: Logger;
  likeness: Likeness;
  /** Id of the flow that new cases run. */
  flowId: string;
  /** For tests: runs of the workflow are continued as new ones this early. */
  continueAfterEvents?: number;
  /** Fetches files from their providers, beside what else is done. */
  fetchFiles?: (ids: string[]) => void;
  now?: () => number;
};

export type Gateway = CaseGateway & {
  /** Finishes what an interrupted `receive` began; called by the relay. */
  deliver(row: InboxRow): Promise<{ caseId: string }>;
};

export function createCaseGateway(deps: CaseGatewayDeps): Gateway {
  const { stores, temporal, taskQueue, log, flowId, likeness } = deps;
  const { continueAfterEvents, fetchFiles, now = Date.now } = deps;
  const chooseCase = createChooseCase({ stores, likeness });

  async function receive(inbound: InboundMessage): Promise<{ caseId: string; duplicate: boolean }> {
    const { row, duplicate } = await stores.inbox.insert({
      channel: inbound.channel,
      providerMessageId: inbound.providerMessageId,
      conversation: inbound.conversation,
      messageId: inbound.messageId,
      payload: inbound,
      at: inbound.at,
    });
    await claimFiles(inbound);
    if (duplicate && row.caseId && row.acknowledgedSeq !== undefined)
      return { caseId: row.caseId, duplicate };
    const { caseId } = await deliver(row);
    return { caseId, duplicate };
  }

  async function deliver(row: InboxRow): Promise<{ caseId: string }> {
    const inbound = row.payload;
    if (inbound.consent) return consent(row, inbound);
    const to = await placeOf(row);
    const { caseId } = to;
    await hear(inbound, to);
    const attachments = await attachFiles(inbound, caseId);
    const kept = await stores.messages.add({
      _id: inbound.messageId,
      ...to,
      conversation: inbound.conversation,
      channel: inbound.channel,
      from: 'customer',
      text: inbound.text,
      at: inbound.at,
      ...(inbound.choice ? { choice: inbound.choice } : {}),
      ...(inbound.language ? { language: inbound.language } : {}),
      ...(attachments.length > 0 ? { attachments } : {}),
    });
    if (kept.caseId !== caseId) await stores.messages.attach([inbound.messageId], to);
    await stores.cases.showMessage(caseId, {
      text: inbound.text || attachments.map(({ name }) => name).join(', '),
      at: inbound.at,
      from: 'customer',
    });
    await stores.feed.append({
      key: `message:${inbound.messageId}`,
      topics: [topicOf.conversation(inbound.conversation), topicOf.case(caseId), topicOf.cases],
      type: 'message.added',
      data: { caseId, messageId: inbound.messageId },
    });
    try {
      await signalMessage(temporal, { caseId, taskQueue, message: inbound.messageId, continueAfterEvents });
    } catch (error) {
      // The message is kept; the relay signals again until the case has acknowledged it.
      log.warn(
        { caseId, error: error instanceof Error ? error.name : 'unknown' },
        'the case could not be signalled yet',
      );
    }
    return { caseId };
  }

  /** Whoever sweeps up what nobody sent leaves them alone from here on. */
  async function claimFiles({ attachments = [], messageId }: InboundMessage): Promise<void> {
    const kept = attachments.filter(({ reference }) => reference === undefined);
    if (kept.length === 0) return;
    await stores.files.claim(
      kept.map(({ id }) => id),
      messageId,
    );
  }

  /** What the message lists: it is there at once, the bytes may come later. */
  async function attachFiles(inbound: InboundMessage, caseId: string): Promise<Attachment[]> {
    const { attachments = [], messageId, channel, conversation, at } = inbound;
    if (attachments.length === 0) return [];
    for (const { reference, ...file } of attachments)
      if (reference !== undefined)
        await stores.files.want({ ...file, reference, messageId, caseId, channel, conversation, at });
    const rows = await stores.files.attach(
      attachments.map(({ id }) => id),
      { messageId, caseId },
    );
    const wanted = rows.filter(({ state }) => state === 'wanted');
    if (wanted.length > 0) fetchFiles?.(wanted.map(({ _id }) => _id));
    const known = new Map(rows.map((row) => [row._id, row]));
    return attachments.map((told) => attachmentOf({ ...told, ...known.get(told.id) }));
  }

  /** Where an answer goes, before anybody can answer. */
  async function hear(inbound: InboundMessage, whose: Whose): Promise<void> {
    const { conversation: id, channel, reach, at } = inbound;
    if (reach) await stores.conversations.heard({ ...reach, id, channel, ...whose, at });
  }

  /** Kept, and seen where the customer has an open case; no case is opened for it, and nobody answers. */
  async function consent(row: InboxRow, inbound: InboundMessage): Promise<{ caseId: string }> {
    const { conversation, messageId, channel, text, at } = inbound;
    const customer = await customerOf(inbound);
    const whose = whoseOf(customer);
    await hear(inbound, whose);
    await stores.conversations.consent(conversation, { stopped: inbound.consent === 'stop', at });
    const caseId = customer.open.at(-1)?.caseId ?? '';
    const message = { caseId, ...whose, conversation, channel, text, at };
    if (caseId !== '') await stores.messages.add({ ...message, _id: messageId, from: 'customer' });
    await stores.inbox.attach(row._id, { caseId, ...whose });
    await stores.inbox.acknowledge([messageId], 0);
    return { caseId };
  }

  /** The case the message was given to before; another one, if that was erased before it had taken the message. */
  async function placeOf(row: InboxRow): Promise<Destination> {
    const to = destinationOf(row);
    if (!to) return attach(row);
    const kase = await stores.cases.get(to.caseId);
    if (kase?.erasedAt !== undefined) return attach(row);
    if (!kase) await createCase(to, row.payload, await liveFlow());
    return to;
  }

  async function attach(row: InboxRow): Promise<Destination> {
    const inbound = row.payload;
    const customer = await customerOf(inbound);
    const flow = await liveFlow();
    const caseId = await caseFor(customer, inbound, flow.plan.settings.reopenWithinMs);
    const to = await stores.inbox.attach(row._id, { caseId, ...whoseOf(customer) }, row.caseId);
    await createCase(to, inbound, flow);
    return to;
  }

  function customerOf(inbound: InboundMessage): Promise<FoundCustomer> {
    const { identifiers, at, conversation, text, customerName, language } = inbound;
    return stores.customers.findOrCreate({
      identifiers,
      at,
      conversation,
      text,
      ...(customerName ? { name: customerName } : {}),
      ...(language ? { language } : {}),
    });
  }

  /** The customer's open case, or the one just closed, or a new one; never one that was erased. */
  async function caseFor(
    customer: FoundCustomer,
    inbound: InboundMessage,
    reopenWithinMs: number,
  ): Promise<string> {
    const { at, conversation } = inbound;
    const chosen = await chooseCase(customer, inbound);
    for (;;) {
      const opening = { ...chosen, newCaseId: randomUUID(), at, conversation, reopenWithinMs };
      const { caseId } = await stores.customers.openCaseFor(customer.cameTo ?? customer._id, opening);
      const kase = await stores.cases.get(caseId);
      if (kase?.erasedAt === undefined) return caseId;
      await stores.customers.forgetCase(customer._id, caseId);
    }
  }

  async function liveFlow(): Promise<FlowVersion> {
    const flow = await stores.flows.live(flowId);
    if (!flow) throw new NoFlowPublished(flowId);
    return flow;
  }

  /** Whoever opened it may not have come as far as this, and may never: the row is made by the first who does. */
  async function createCase(
    { caseId, ...whose }: Destination,
    inbound: InboundMessage,
    flow: FlowVersion,
  ): Promise<void> {
    await stores.cases.create({
      _id: caseId,
      ...whose,
      channel: inbound.channel,
      conversation: inbound.conversation,
      flow: { id: flow.flowId, hash: flow.hash },
      owner: 'flow',
      tags: [],
      turn: 0,
      unread: 0,
      lastSeq: 0,
      openedAt: inbound.at,
      updatedAt: inbound.at,
      reopened: 0,
    });
  }

  async function act(caseId: string, action: AgentAction): Promise<ActionResult> {
    const event = agentEvent(action, now());
    if (!event) return { ok: false, code: 'case.unknown-queue', text: 'Name the queue to transfer to.' };
    try {
      const handle = temporal.workflow.getHandle(workflowIdOf(caseId));
      const outcome = await temporal.withDeadline(Date.now() + actWithinMs, () =>
        handle.executeUpdate(agentActs, { args: [event], updateId: action.action }),
      );
      return outcome.done ? { ok: true } : refused(outcome.reason);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError)
        return (await stores.cases.get(caseId)) ? refused('case-closed') : unknownCase;
      const reason = refusalReason(error);
      if (reason) return refused(reason);
      throw error;
    }
  }

  async function endErased(caseId: string): Promise<void> {
    const handle = temporal.workflow.getHandle(workflowIdOf(caseId));
    try {
      await temporal.withDeadline(Date.now() + actWithinMs, () => handle.terminate('erased'));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }

  return { receive, deliver, act, endErased };
}

/** Whom a message is of: the customer, and the id it came to where that was another one's. */
type Whose = Omit<Destination, 'caseId'>;

function whoseOf({ _id, cameTo }: FoundCustomer): Whose {
  return { customerId: _id, ...(cameTo !== undefined && { cameTo }) };
}

/** New cases need a flow; what came in is kept, and delivered by the relay once there is one. */
export class NoFlowPublished extends Error {
  constructor(flowId: string) {
    super(`No version of the flow "${flowId}" is published.`);
    this.name = 'NoFlowPublished';
  }
}

/** An update needs a worker to answer; without one the agent should hear so soon. */
const actWithinMs = 10_000;

const unknownCase: ActionResult = { ok: false, code: 'case.not-found', text: 'There is no such case.' };

const refusals: { [reason: string]: { code: ActionRefusal; text: string } } = {
  'case-closed': {
    code: 'case.closed',
    text: 'The case is closed. A new message of the customer opens it again.',
  },
  'owned-by-another-agent': { code: 'case.owned-by-another-agent', text: 'Another agent has this case.' },
  'already-owner': { code: 'case.already-owned', text: 'You have this case already.' },
  'not-owner': { code: 'case.not-owner', text: 'Claim the case first.' },
  'unknown-promise': { code: 'case.unknown-promise', text: 'Nothing of that kind was promised.' },
};

function refused(reason: string): ActionResult {
  return { ok: false, ...(refusals[reason] ?? { code: 'case.not-owner', text: `Refused: ${reason}.` }) };
}

function refusalReason(error: unknown): string | undefined {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined;
  if (!(cause instanceof ApplicationFailure) || !cause.type?.startsWith(`${refusedType}:`)) return undefined;
  return cause.type.slice(refusedType.length + 1);
}

function agentEvent(action: AgentAction, at: number): AgentEvent | undefined {
  const head = { id: action.action, at, actor: { kind: 'agent' as const, ...action.agent } };
  switch (action.type) {
    case 'claim':
      return { ...head, type: 'agent.claimed' };
    case 'type':
      return { ...head, type: 'agent.typed' };
    case 'reply':
      return { ...head, type: 'agent.replied', text: action.text ?? '' };
    case 'note':
      return { ...head, type: 'agent.noted', text: action.text ?? '' };
    case 'return':
      return { ...head, type: 'agent.returned', ...(action.text ? { note: action.text } : {}) };
    case 'transfer':
      return action.queue
        ? { ...head, type: 'agent.transferred', queue: action.queue, reason: action.reason ?? 'transferred' }
        : undefined;
    case 'close':
      return { ...head, type: 'agent.closed', reason: action.reason ?? 'solved' };
    case 'promise':
      return action.promise ? { ...head, type: 'agent.promised', promise: action.promise } : undefined;
    case 'settle':
      return { ...head, type: 'agent.settled', promise: action.settles ?? '', as: action.as ?? 'kept' };
  }
}

function attachmentOf({ id, name, mediaType, bytes = 0 }: InboundAttachment): Attachment {
  return { id, name: safeFileName(name), mediaType: safeMediaType(mediaType), bytes };
}
