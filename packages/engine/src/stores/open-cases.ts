import type { Collection } from 'mongodb';
import type { CustomerRow } from './customers.ts';
import { backOff } from './duplicate-key.ts';

export type OpenCaseRequest = {
  /** Taken if a case has to be opened. */
  newCaseId: string;
  at: number;
  /** How long a closed case takes up a new message as its own, in milliseconds. */
  reopenWithinMs: number;
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

  return {
    openCaseFor: (
      customerId: string,
      { newCaseId, at, reopenWithinMs }: OpenCaseRequest,
    ): Promise<OpenedCase> =>
      change(customerId, ({ open, lastClosed }) => {
        const current = open.at(-1);
        if (current)
          return { answer: { caseId: current.caseId, opened: current.caseId === newCaseId, reopen: false } };
        const reopen = lastClosed !== undefined && at - lastClosed.at <= reopenWithinMs;
        const caseId = reopen ? lastClosed.caseId : newCaseId;
        return { answer: { caseId, opened: !reopen, reopen }, open: [{ caseId, at }] };
      }),
    async closeCase(customerId: string, caseId: string, at: number): Promise<void> {
      await customers.updateOne(
        { _id: customerId, 'open.caseId': caseId },
        { $pull: { open: { caseId } }, $set: { lastClosed: { caseId, at } }, $inc: { version: 1 } },
      );
    },
    async reopenCase(customerId: string, caseId: string, at: number): Promise<void> {
      await customers.updateOne(
        { _id: customerId, 'open.caseId': { $ne: caseId } },
        { $push: { open: { caseId, at } }, $inc: { version: 1 } },
      );
    },
  };
}
