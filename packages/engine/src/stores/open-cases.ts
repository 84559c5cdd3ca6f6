import type { Collection } from 'mongodb';
import type { CustomerRow } from './customers.ts';
import { backOff } from './duplicate-key.ts';

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
  /** It is about something else than the open cases. */
  separate?: boolean;
};

/** `opened`: it is the new case of this request. `reopen`: it had been closed, and this request put it back. */
export type OpenedCase = { caseId: string; opened: boolean; reopen: boolean };

const maxAttempts = 200;

/** The open cases of a customer are a list on the customer's row, changed by compare-and-set on its version. */
export function createOpenCases(customers: Collection<CustomerRow>) {
  async function change(
    customerId: string,
    decide: (row: CustomerRow) => { answer: OpenedCase; open?: CustomerRow['open'] },
  ): Promise<OpenedCase> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const row = await customers.findOne({ _id: customerId });
      if (!row) throw new Error(`there is no customer ${customerId}`);
      if (row.mergedInto !== undefined) return change(row.mergedInto, decide);
      const { answer, open } = decide(row);
      if (!open) return answer;
      const changed = await customers.updateOne(
        { _id: customerId, version: row.version },
        { $set: { open }, $inc: { version: 1 } },
      );
      if (changed.matchedCount === 1) return answer;
      await backOff(attempt);
    }
    throw new Error(
      `the open cases of customer ${customerId} changed ${maxAttempts} times while one was opened`,
    );
  }

  /** Cases know their customer by the id they had when it opened. */
  async function nowCalled(customerId: string): Promise<string> {
    const row = await customers.findOne({ _id: customerId }, { projection: { mergedInto: 1 } });
    return row?.mergedInto === undefined ? customerId : nowCalled(row.mergedInto);
  }

  return {
    openCaseFor: (
      customerId: string,
      { newCaseId, at, reopenWithinMs, conversation, belongsTo, separate }: OpenCaseRequest,
    ): Promise<OpenedCase> =>
      change(customerId, ({ open, lastClosed }) => {
        const own = open.find(({ caseId }) => caseId === newCaseId || caseId === belongsTo);
        if (separate && !own)
          return {
            answer: { caseId: newCaseId, opened: true, reopen: false },
            open: [...open, { caseId: newCaseId, at }],
          };
        const current = own ?? currentOf(open, conversation);
        if (current)
          return { answer: { caseId: current.caseId, opened: current.caseId === newCaseId, reopen: false } };
        const reopen = lastClosed !== undefined && at - lastClosed.at <= reopenWithinMs;
        const caseId = reopen ? lastClosed.caseId : newCaseId;
        return { answer: { caseId, opened: !reopen, reopen }, open: [{ caseId, at }] };
      }),
    async closeCase(customerId: string, caseId: string, at: number): Promise<void> {
      await customers.updateOne(
        { _id: await nowCalled(customerId), 'open.caseId': caseId },
        { $pull: { open: { caseId } }, $set: { lastClosed: { caseId, at } }, $inc: { version: 1 } },
      );
    },
    /** Neither open nor to be opened again: it was erased. */
    async forgetCase(customerId: string, caseId: string): Promise<void> {
      const _id = await nowCalled(customerId);
      await customers.updateOne(
        { _id, 'open.caseId': caseId },
        { $pull: { open: { caseId } }, $inc: { version: 1 } },
      );
      await customers.updateOne(
        { _id, 'lastClosed.caseId': caseId },
        { $unset: { lastClosed: '' }, $inc: { version: 1 } },
      );
    },
    async reopenCase(customerId: string, caseId: string, at: number): Promise<void> {
      await customers.updateOne(
        { _id: await nowCalled(customerId), 'open.caseId': { $ne: caseId } },
        { $push: { open: { caseId, at } }, $inc: { version: 1 } },
      );
    },
  };
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
