import type { Collection, UpdateFilter } from 'mongodb';
import type { CustomerRow } from './customers.ts';
import { createCustomerGroups } from './customer-groups.ts';
import { backOff } from './duplicate-key.ts';
import { isGone } from './erase-claims.ts';

export type OpenCaseRequest = {
  /** Where the message came from. */
  conversation?: string;
  /** Taken if a case has to be opened. */
  newCaseId: string;
  at: number;
  /** How long a closed case takes up a new message as its own, in milliseconds. */
  reopenWithinMs: number;
  /** The message belongs to this case, if it is open or can be opened again. */
  belongsTo?: string;
  /** That case is opened again, however long ago it was closed. */
  reopens?: boolean;
  /** It is about something else than the open cases. */
  separate?: boolean;
  /** The customer's row as it was read a moment ago; read again where it has changed. */
  known?: CustomerRow;
};

/** `opened`: it is the new case of this request. `reopen`: it had been closed, and this request put it back. */
export type OpenedCase = { caseId: string; opened: boolean; reopen: boolean };

const maxAttempts = 200;

/** No case is opened for who is being erased, or was: whoever writes is somebody new. */
export class CustomerErased extends Error {
  constructor(customerId: string) {
    super(`customer ${customerId} is being erased`);
    this.name = 'CustomerErased';
  }
}

/** The open cases of a customer are a list on the customer's row, changed by compare-and-set on its version. */
export function createOpenCases(customers: Collection<CustomerRow>) {
  const groups = createCustomerGroups(customers);

  async function openCaseFor(customerId: string, request: OpenCaseRequest): Promise<OpenedCase> {
    let { known } = request;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const row = known ?? (await groups.root(customerId));
      known = undefined;
      if (!row) throw new Error(`there is no customer ${customerId}`);
      if (isGone(row)) throw new CustomerErased(row._id);
      const { answer, open } = openingIn(row, row._id === customerId ? {} : { cameTo: customerId }, request);
      if (!open) return answer;
      const changed = await customers.updateOne(
        { _id: row._id, version: row.version },
        { $set: { open }, $inc: { version: 1 } },
      );
      if (changed.matchedCount === 1) return answer;
      await backOff(attempt);
    }
    throw new Error(
      `the open cases of customer ${customerId} changed ${maxAttempts} times while one was opened`,
    );
  }

  /** Whose list the case is on: cases know their customer by an id they had once. */
  async function holderOf(customerId: string, caseId: string): Promise<CustomerRow | null> {
    const row = await groups.root(customerId);
    if (row && entryOf(row, caseId)) return row;
    return (await customers.findOne({ 'open.caseId': caseId })) ?? row;
  }

  /** Off every list: while two are merged or parted, it is on both. */
  async function takeOff(
    customerId: string,
    caseId: string,
    also: (entry: OpenEntry) => UpdateFilter<CustomerRow>,
  ): Promise<void> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const row = await holderOf(customerId, caseId);
      const entry = row && entryOf(row, caseId);
      if (!entry) return;
      await customers.updateOne(
        { _id: row._id, 'open.caseId': caseId },
        { ...also(entry), $pull: { open: { caseId } }, $inc: { version: 1 } },
      );
    }
    throw new Error(`case ${caseId} was put back ${maxAttempts} times while it was taken off the open ones`);
  }

  return {
    openCaseFor,
    closeCase: (customerId: string, caseId: string, at: number): Promise<void> =>
      takeOff(customerId, caseId, ({ cameTo }) => ({
        $set: { lastClosed: { caseId, at, ...(cameTo !== undefined && { cameTo }) } },
      })),
    /** Neither open nor to be opened again: it was erased. */
    async forgetCase(customerId: string, caseId: string): Promise<void> {
      await takeOff(customerId, caseId, () => ({}));
      const row = await holderOf(customerId, caseId);
      if (!row) return;
      await customers.updateOne(
        { _id: row._id, 'lastClosed.caseId': caseId },
        { $unset: { lastClosed: '' }, $inc: { version: 1 } },
      );
    },
    async reopenCase(customerId: string, caseId: string, at: number): Promise<void> {
      for (let attempt = 1; attempt <= maxAttempts; attempt++) {
        const row = await holderOf(customerId, caseId);
        if (!row || entryOf(row, caseId)) return;
        // They get it once they are given back, because it is open; or it is erased with them.
        if (row.erasing) throw new CustomerErased(row._id);
        const closed = row.lastClosed?.caseId === caseId ? row.lastClosed.cameTo : undefined;
        const cameTo = closed ?? (row._id === customerId ? undefined : customerId);
        const changed = await customers.updateOne(
          { _id: row._id, version: row.version },
          { $push: { open: { caseId, at, ...(cameTo !== undefined && { cameTo }) } }, $inc: { version: 1 } },
        );
        if (changed.matchedCount === 1) return;
        await backOff(attempt);
      }
      throw new Error(`the customer of case ${caseId} changed ${maxAttempts} times while it was reopened`);
    },
  };
}

type CameTo = { cameTo?: string };

/**
 * Which case it is, and the open ones afterwards where they change. `cameTo`: of a customer who turned out to be another, the id
 * that was asked for.
 */
function openingIn(
  row: CustomerRow,
  cameTo: CameTo,
  { newCaseId, at, reopenWithinMs, conversation, belongsTo, separate, reopens }: OpenCaseRequest,
): { answer: OpenedCase; open?: CustomerRow['open'] } {
  const fresh = { caseId: newCaseId, at, ...cameTo };
  const own = row.open.find(({ caseId }) => caseId === newCaseId || caseId === belongsTo);
  if (own) return { answer: { caseId: own.caseId, opened: own.caseId === newCaseId, reopen: false } };
  if (reopens && belongsTo !== undefined)
    return {
      answer: { caseId: belongsTo, opened: false, reopen: true },
      open: [...row.open, { ...cameTo, caseId: belongsTo, at }],
    };
  if (separate)
    return { answer: { caseId: newCaseId, opened: true, reopen: false }, open: [...row.open, fresh] };
  const choice = defaultCase(row, { at, reopenWithinMs, conversation });
  if (choice.is === 'open') return { answer: { caseId: choice.caseId, opened: false, reopen: false } };
  if (choice.is === 'closed') {
    const again = { ...row.lastClosed, caseId: choice.caseId, at };
    return { answer: { caseId: choice.caseId, opened: false, reopen: true }, open: [again] };
  }
  return { answer: { caseId: newCaseId, opened: true, reopen: false }, open: [fresh] };
}

type OpenEntry = CustomerRow['open'][number];

function entryOf({ open }: CustomerRow, caseId: string): OpenEntry | undefined {
  return open.find((one) => one.caseId === caseId);
}

/** The case that a message goes to unless it belongs elsewhere: an open one, the one that was closed a while ago, or a new one. */
export function defaultCase(
  { open, lastClosed }: Pick<CustomerRow, 'open' | 'lastClosed'>,
  {
    at,
    reopenWithinMs,
    conversation,
  }: { at: number; reopenWithinMs: number; conversation: string | undefined },
): { is: 'open' | 'closed'; caseId: string } | { is: 'new' } {
  const current = currentOf(open, conversation);
  if (current) return { is: 'open', caseId: current.caseId };
  const again = lastClosed !== undefined && at - lastClosed.at <= reopenWithinMs;
  return again ? { is: 'closed', caseId: lastClosed.caseId } : { is: 'new' };
}

/** A case that came with a merge goes on with its own conversation; the others' are as they were. */
function currentOf(
  open: CustomerRow['open'],
  conversation: string | undefined,
): CustomerRow['open'][number] | undefined {
  return (
    open.findLast((one) => one.conversation !== undefined && one.conversation === conversation) ??
    open.findLast((one) => one.conversation === undefined) ??
    open.at(-1)
  );
}
