import type { Collection, Db } from 'mongodb';
import type { CaseRow } from './cases.ts';
import type { CustomerRow } from './customers.ts';
import { backOff } from './duplicate-key.ts';
import type { Identifiers } from './identifiers.ts';
import type { StoredMessage } from './messages.ts';

/** A page has proven which account is at one of its browsers, whose conversation began without a name. */
export type SignIn = { browser: string; conversation: string; account: string; name?: string; at: number };

/**
 * `joined`: what was said there is the account's. `nothing-said`: there is nothing to join. `of-another`: another account
 * has signed in there before, so that it is not for this one.
 */
export type SignedIn = 'joined' | 'nothing-said' | 'of-another';

const maxAttempts = 50;

/**
 * Gives what a browser's visitor said to the customer who holds the account: the visitor becomes that customer, or, when
 * nobody holds the account, its holder. Safe to run again after it was stopped anywhere: that the browser is the customer's
 * is written last.
 */
export function createSignIn(db: Db, identifiers: Identifiers) {
  const customers: Collection<CustomerRow> = db.collection('customers');
  const cases = db.collection<CaseRow>('cases');
  const messages = db.collection<StoredMessage>('messages');

  async function signIn({ browser, conversation, account, name, at }: SignIn): Promise<SignedIn> {
    const visitor = await identifiers.verifiedHolder({ kind: 'webchat', value: browser });
    if (visitor === undefined) return 'nothing-said';
    const held = await identifiers.of(visitor);
    const accounts = held.filter(({ kind, level }) => kind === 'account' && level === 'verified');
    if (accounts.some(({ value }) => value !== account)) return 'of-another';
    // From here on the browser's first token, which proves no account, opens nothing any more.
    if (!(await identifiers.reserve({ kind: 'webchat', value: browser }, account))) return 'of-another';
    const proof = { level: 'verified', evidence: 'signed-host-page', author: 'channel', at } as const;
    const holder = await identifiers.holderOf({
      kind: 'account',
      value: account,
      customerId: visitor,
      ...proof,
    });
    if (holder !== visitor) await merge(visitor, holder, { conversation, at });
    if (name !== undefined)
      await customers.updateOne({ _id: holder, name: { $exists: false } }, { $set: { name } });
    return 'joined';
  }

  async function merge(
    visitor: string,
    holder: string,
    { conversation, at }: Pick<SignIn, 'conversation' | 'at'>,
  ): Promise<void> {
    await moveOpenCases(visitor, holder, conversation, at);
    await cases.updateMany({ customerId: visitor }, { $set: { customerId: holder } });
    await messages.updateMany({ customerId: visitor }, { $set: { customerId: holder } });
    const held = await identifiers.of(visitor);
    const browserLast = held.toSorted((one, other) => Number(isBrowser(one)) - Number(isBrowser(other)));
    for (const one of browserLast) await identifiers.hand({ ...one, from: visitor, to: holder, at });
  }

  /** The holder has them first, so that none is ever nobody's. */
  async function moveOpenCases(
    visitor: string,
    holder: string,
    conversation: string,
    at: number,
  ): Promise<void> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const row = await customers.findOne({ _id: visitor });
      if (!row) return;
      for (const open of row.open) {
        await customers.updateOne(
          { _id: holder, 'open.caseId': { $ne: open.caseId } },
          { $push: { open: { ...open, conversation } }, $inc: { version: 1 } },
        );
      }
      if (row.lastClosed) {
        const older = [{ lastClosed: { $exists: false } }, { 'lastClosed.at': { $lt: row.lastClosed.at } }];
        await customers.updateOne(
          { _id: holder, $or: older },
          { $set: { lastClosed: row.lastClosed }, $inc: { version: 1 } },
        );
      }
      const moved = await customers.updateOne(
        { _id: visitor, version: row.version },
        {
          $set: { mergedInto: holder, open: [], updatedAt: at },
          $unset: { lastClosed: '' },
          $inc: { version: 1 },
        },
      );
      if (moved.matchedCount === 1) return;
      await backOff(attempt);
    }
    throw new Error(
      `the open cases of customer ${visitor} changed ${maxAttempts} times while they were moved`,
    );
  }

  return signIn;
}

function isBrowser({ kind }: { kind: string }): boolean {
  return kind === 'webchat';
}
