import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import type { FlowVersion } from '../stores/flows.ts';
import type { Destination, InboxRow } from '../stores/inbox.ts';
import type { FoundCustomer } from '../stores/customers.ts';
import type { OpenCaseRequest } from '../stores/open-cases.ts';
import { CustomerErased } from '../stores/open-cases.ts';
import { destinationOf } from '../stores/inbox.ts';
import type { MessageRow } from '../stores/messages.ts';
import type { Stores } from '../stores/database.ts';
import { signalMessage } from '../temporal/case-handle.ts';
import { createActOnCase } from './act-on-case.ts';
import type { Likeness } from './choose-case.ts';
import { createChooseCase } from './choose-case.ts';
import { topicOf } from './feed-events.ts';
import type { CaseGateway, InboundMessage, Received } from './gateway.ts';
import { createFindWriter } from './find-writer.ts';
import { createInboundFiles } from './inbound-files.ts';
import { createLines } from './lines.ts';
import type { LinkCases } from './link-cases.ts';
import { createLinkCases } from './link-cases.ts';
import { newCase } from './new-case.ts';

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

export type Gateway = CaseGateway &
  Pick<LinkCases, 'finishLink'> & {
    /** Finishes what an interrupted `receive` began; called by the relay. */
    deliver(row: InboxRow): Promise<Delivered>;
    /** Resolves when nothing that was accepted is under way, at the latest after `withinMs`. */
    idle(withinMs?: number): Promise<void>;
  };

/** `told`: whether the case's workflow could be reached. If not, it is to be delivered again. */
export type Delivered = { caseId: string; told: boolean };

/** Messages that are delivered beside each other: few, so that what comes in is kept first. */
const atOnce = 4;
/** Who sends more than this at once is told only when it is delivered, and so slowed down: memory has an end. */
const maxWaiting = 5_000;
/** What cannot be delivered keeps what follows in its conversation waiting for so many tries, 15 s; then it is the relay's. */
const retries = 4;

export function createCaseGateway(deps: CaseGatewayDeps): Gateway {
  const { stores, temporal, taskQueue, log, flowId, likeness } = deps;
  const { continueAfterEvents, fetchFiles, now = Date.now } = deps;
  const chooseCase = createChooseCase({ stores, likeness });
  const { claimFiles, attachFiles } = createInboundFiles({ files: stores.files, fetchFiles });
  const { tell, ...actOnCase } = createActOnCase({ stores, temporal, taskQueue, now });
  const linkCases = createLinkCases({ stores, tell, liveFlow, now });
  const findWriter = createFindWriter({ stores });
  const intake = createLines({ atOnce, retries });

  async function receive(inbound: InboundMessage): Promise<Received> {
    const { row, duplicate } = await keep(inbound);
    const { caseId } = await goOn(row);
    return { caseId, duplicate };
  }

  async function accept(inbound: InboundMessage): Promise<Pick<Received, 'duplicate'>> {
    // Who says STOP is written to no more from then on, however much waits to be delivered.
    if (inbound.consent) return receive(inbound);
    const keeping = intake.ahead(keep(inbound));
    const isFull = intake.count() >= maxWaiting;
    // The place in the line is taken before anything is waited for: messages are delivered as they came.
    const delivered = intake
      .run(inbound.conversation, async () => {
        // Who sent it is told when it was not kept, and sends it again.
        const kept = await keeping.catch(() => undefined);
        if (kept && !(await goOn(kept.row)).told) throw new CaseNotReached();
      })
      .catch((error: unknown) =>
        log.warn({ error: nameOf(error) }, 'a message could not be delivered yet; the relay will'),
      );
    const { duplicate } = await keeping;
    if (isFull) await delivered;
    return { duplicate };
  }

  async function keep(inbound: InboundMessage): Promise<{ row: InboxRow; duplicate: boolean }> {
    const kept = await stores.inbox.insert({
      channel: inbound.channel,
      providerMessageId: inbound.providerMessageId,
      conversation: inbound.conversation,
      messageId: inbound.messageId,
      payload: inbound,
      at: inbound.at,
      newCaseId: randomUUID(),
    });
    await claimFiles(inbound);
    return kept;
  }

  async function goOn(row: InboxRow): Promise<Delivered> {
    if (row.caseId && row.acknowledgedSeq !== undefined) return { caseId: row.caseId, told: true };
    return deliver(row);
  }

  async function deliver(row: InboxRow): Promise<Delivered> {
    const inbound = row.payload;
    if (inbound.consent) return consent(row, inbound);
    const to = await placeOf(row);
    const { caseId } = to;
    const attachments = await attachFiles(inbound, caseId);
    const adding = stores.messages.add({
      _id: inbound.messageId,
      ...to,
      conversation: inbound.conversation,
      channel: inbound.channel,
      from: 'customer',
      text: inbound.text,
      at: inbound.at,
      ...(inbound.choice ? { choice: inbound.choice } : {}),
      ...(inbound.language ? { language: inbound.language } : {}),
      ...(inbound.author ? { author: inbound.author } : {}),
      ...(attachments.length > 0 ? { attachments } : {}),
      ...(inbound.original ? { original: partsOf(inbound.original) } : {}),
    });
    const [kept] = await Promise.all([adding, hear(inbound, to)]);
    if (kept.caseId !== caseId) await stores.messages.attach([inbound.messageId], to);
    const [told] = await Promise.all([
      tellOf(inbound.messageId, caseId),
      stores.cases.showMessage(caseId, {
        text: inbound.text || attachments.map(({ name }) => name).join(', '),
        at: inbound.at,
        from: 'customer',
      }),
      stores.feed.append({
        key: `message:${inbound.messageId}`,
        topics: [topicOf.conversation(inbound.conversation), topicOf.case(caseId), topicOf.cases],
        type: 'message.added',
        data: { caseId, messageId: inbound.messageId },
      }),
    ]);
    return { caseId, told };
  }

  async function tellOf(message: string, caseId: string): Promise<boolean> {
    try {
      await signalMessage(temporal, { caseId, taskQueue, message, continueAfterEvents });
      return true;
    } catch (error) {
      // The message is kept; the relay signals again until the case has acknowledged it.
      log.warn({ caseId, error: nameOf(error) }, 'the case could not be signalled yet');
      return false;
    }
  }

  /** Where an answer goes, before anybody can answer. */
  async function hear(inbound: InboundMessage, whose: Whose): Promise<void> {
    const { conversation: id, channel, reach, at } = inbound;
    if (reach) await stores.conversations.heard({ ...reach, id, channel, ...whose, at });
  }

  /** Kept, and seen where the customer has an open case; no case is opened for it, and nobody answers. */
  async function consent(row: InboxRow, inbound: InboundMessage): Promise<Delivered> {
    const { conversation, messageId, channel, text, at } = inbound;
    const customer = await findWriter.byIdentifiers(inbound);
    const whose = whoseOf(customer);
    await hear(inbound, whose);
    if (inbound.consent !== 'help')
      await stores.conversations.consent(conversation, { stopped: inbound.consent === 'stop', at });
    const caseId = customer.open.at(-1)?.caseId ?? '';
    const message = { caseId, ...whose, conversation, channel, text, at };
    if (caseId !== '') await stores.messages.add({ ...message, _id: messageId, from: 'customer' });
    await stores.inbox.attach(row._id, { caseId, ...whose }, row.caseId);
    await stores.inbox.acknowledge([messageId], 0);
    // Erased meanwhile, and their word with them: it is somebody new who wants nothing more.
    if (await findWriter.isGone(customer)) return consent({ ...row, caseId }, inbound);
    return { caseId, told: true };
  }

  /** The case the message was given to before; another one, if that was erased or joined before it had taken the message. */
  async function placeOf(row: InboxRow): Promise<Destination> {
    const to = destinationOf(row);
    if (!to) return attach(row);
    const kase = await stores.cases.get(to.caseId);
    if (kase?.erasedAt !== undefined) return attach(row);
    if (!kase) await stores.cases.create(newCase(to, row.payload, await liveFlow()));
    if (kase?.joinedInto === undefined) return to;
    const caseId = await stores.caseLinks.rootOf(to.caseId);
    return stores.inbox.attach(row._id, { ...to, caseId }, to.caseId);
  }

  async function attach(row: InboxRow): Promise<Destination> {
    const inbound = row.payload;
    const [flow, customer] = await Promise.all([liveFlow(), findWriter.of(inbound)]);
    const { newCaseId = randomUUID() } = row;
    const { reopenWithinMs } = flow.plan.settings;
    const opening = { newCaseId, reopenWithinMs, known: customer };
    const place = await caseFor(customer, inbound, opening).catch(unlessErased);
    // Erased since they were found: they are somebody new.
    if (!place) return attach(row);
    const { caseId, isThere } = place;
    const to = await stores.inbox.attach(row._id, { caseId, ...whoseOf(customer) }, row.caseId);
    // Whoever opened it may not have come as far as this, and may never: the row is made by the first who does.
    if (!isThere || to.caseId !== caseId) await stores.cases.create(newCase(to, inbound, flow));
    return to;
  }

  /** The customer's open case, or the one just closed, or a new one; never one that was erased. */
  async function caseFor(
    customer: FoundCustomer,
    inbound: InboundMessage,
    opening: Pick<OpenCaseRequest, 'newCaseId' | 'reopenWithinMs' | 'known'>,
  ): Promise<{ caseId: string; isThere: boolean }> {
    const { at, conversation } = inbound;
    const chosen = await chooseCase(customer, inbound);
    const request = { ...chosen, ...opening, at, conversation };
    const { caseId } = await stores.customers.openCaseFor(customer.cameTo ?? customer._id, request);
    const kase = await stores.cases.get(caseId);
    if (kase?.erasedAt === undefined) return { caseId, isThere: kase !== null };
    await stores.customers.forgetCase(customer._id, caseId);
    const { reopenWithinMs } = opening;
    return caseFor(customer, inbound, { newCaseId: randomUUID(), reopenWithinMs });
  }

  async function liveFlow(): Promise<FlowVersion> {
    const flow = await stores.flows.live(flowId);
    if (!flow) throw new NoFlowPublished(flowId);
    return flow;
  }

  return { receive, accept, deliver, idle: intake.idle, ...actOnCase, ...linkCases };
}

function partsOf({
  mail,
  html,
}: NonNullable<InboundMessage['original']>): NonNullable<MessageRow['original']> {
  return { mail: mail !== undefined, html: html !== undefined };
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

function unlessErased(error: unknown): undefined {
  if (!(error instanceof CustomerErased)) throw error;
}

class CaseNotReached extends Error {
  override name = 'CaseNotReached';
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
