import { randomUUID } from 'node:crypto';
import type { AgentEvent } from '@throughline/flow/agent-events';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Logger } from 'pino';
import { agentActs, refusedType } from '../sandbox/messages.ts';
import type { FlowVersion } from '../stores/flows.ts';
import type { CustomerRow } from '../stores/customers.ts';
import type { Destination, InboxRow } from '../stores/inbox.ts';
import type { Stores } from '../stores/database.ts';
import { signalMessage, workflowIdOf } from '../temporal/case-handle.ts';
import { topicOf } from './feed-events.ts';
import type { ActionRefusal, ActionResult, AgentAction, CaseGateway, InboundMessage } from './gateway.ts';

export type CaseGatewayDeps = {
  stores: Stores;
  temporal: Client;
  taskQueue: string;
  log: Logger;
  /** Id of the flow that new cases run. */
  flowId: string;
  /** For tests: runs of the workflow are continued as new ones this early. */
  continueAfterEvents?: number;
  now?: () => number;
};

export type Gateway = CaseGateway & {
  /** Finishes what an interrupted `receive` began; called by the relay. */
  deliver(row: InboxRow): Promise<{ caseId: string }>;
};

export function createCaseGateway(deps: CaseGatewayDeps): Gateway {
  const { stores, temporal, taskQueue, log, flowId, continueAfterEvents, now = Date.now } = deps;

  async function receive(inbound: InboundMessage): Promise<{ caseId: string; duplicate: boolean }> {
    const { row, duplicate } = await stores.inbox.insert({
      channel: inbound.channel,
      providerMessageId: inbound.providerMessageId,
      conversation: inbound.conversation,
      messageId: inbound.messageId,
      payload: inbound,
      at: inbound.at,
    });
    if (duplicate && row.caseId && row.acknowledgedSeq !== undefined)
      return { caseId: row.caseId, duplicate };
    const { caseId } = await deliver(row);
    return { caseId, duplicate };
  }

  async function deliver(row: InboxRow): Promise<{ caseId: string }> {
    const inbound = row.payload;
    const { caseId, customerId } = await destinationOf(row);
    await hear(inbound, customerId);
    const kept = await stores.messages.add({
      _id: inbound.messageId,
      caseId,
      customerId,
      conversation: inbound.conversation,
      channel: inbound.channel,
      from: 'customer',
      text: inbound.text,
      at: inbound.at,
      ...(inbound.choice ? { choice: inbound.choice } : {}),
      ...(inbound.language ? { language: inbound.language } : {}),
      ...(inbound.author ? { author: inbound.author } : {}),
      ...(inbound.attachments?.length ? { attachments: inbound.attachments } : {}),
    });
    if (kept.caseId !== caseId) await stores.messages.attach([inbound.messageId], { caseId, customerId });
    await stores.cases.showMessage(caseId, { text: inbound.text, at: inbound.at, from: 'customer' });
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

  /** Where an answer goes, before anybody can answer. */
  async function hear(inbound: InboundMessage, customerId: string): Promise<void> {
    const { conversation: id, channel, reach, at, consent } = inbound;
    if (reach) await stores.conversations.heard({ ...reach, id, channel, customerId, at });
    if (consent) await stores.conversations.consent(id, { stopped: consent === 'stop', at });
  }

  /** The case the message was given to before; another one, if that was erased before it had taken the message. */
  async function destinationOf(row: InboxRow): Promise<Destination> {
    const { caseId, customerId } = row;
    if (!caseId || !customerId) return attach(row);
    const kase = await stores.cases.get(caseId);
    if (kase?.erasedAt !== undefined) return attach(row);
    const to = { caseId, customerId };
    if (!kase) await createCase(to, row.payload, await liveFlow());
    return to;
  }

  async function attach(row: InboxRow): Promise<Destination> {
    const inbound = row.payload;
    const customer =
      (await customerOfThread(inbound)) ??
      (await stores.customers.findOrCreate({
        identifiers: inbound.identifiers,
        at: inbound.at,
        ...(inbound.customerName ? { name: inbound.customerName } : {}),
        ...(inbound.language ? { language: inbound.language } : {}),
      }));
    const flow = await liveFlow();
    const caseId = await caseFor(customer._id, inbound, flow.plan.settings.reopenWithinMs);
    const to = await stores.inbox.attach(row._id, { caseId, customerId: customer._id }, row.caseId);
    await createCase(to, inbound, flow);
    return to;
  }

  async function customerOfThread({ conversation, inThread }: InboundMessage): Promise<CustomerRow | null> {
    const known = inThread ? await stores.conversations.get(conversation) : null;
    const customer = known?.customerId === undefined ? null : await stores.customers.get(known.customerId);
    return customer?.erasedAt === undefined ? customer : null;
  }

  /** The customer's open case, or the one just closed, or a new one; never one that was erased. */
  async function caseFor(
    customerId: string,
    { at, conversation }: InboundMessage,
    reopenWithinMs: number,
  ): Promise<string> {
    for (;;) {
      const opening = { newCaseId: randomUUID(), at, conversation, reopenWithinMs };
      const { caseId } = await stores.customers.openCaseFor(customerId, opening);
      const kase = await stores.cases.get(caseId);
      if (kase?.erasedAt === undefined) return caseId;
      await stores.customers.forgetCase(customerId, caseId);
    }
  }

  async function liveFlow(): Promise<FlowVersion> {
    const flow = await stores.flows.live(flowId);
    if (!flow) throw new NoFlowPublished(flowId);
    return flow;
  }

  /** Whoever opened it may not have come as far as this, and may never: the row is made by the first who does. */
  async function createCase(
    { caseId, customerId }: Destination,
    inbound: InboundMessage,
    flow: FlowVersion,
  ): Promise<void> {
    await stores.cases.create({
      _id: caseId,
      customerId,
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
  }
}
