import type { Db } from 'mongodb';
import type { CallRow } from './calls.ts';
import type { ConversationRow } from './conversations.ts';
import type { CustomerRow } from './customers.ts';
import { erased, erasedInbox } from './erased-rows.ts';
import type { GuestRow } from './guests.ts';
import type { IdentifierRow } from './identifiers.ts';
import type { InboxRow } from './inbox.ts';
import type { MailThreadRow } from './mail-threads.ts';
import type { MergeRow } from './merges.ts';
import type { PortalSessionRow } from './portal-sessions.ts';
import type { ProofRow } from './proofs.ts';
import type { SetAsideMailRow } from './set-aside-mails.ts';

/** Who somebody is goes, and all that leads to them: whoever writes from there is somebody new. Safe to run again. */
export function createErasePerson(db: Db) {
  const inbox = db.collection<InboxRow>('inbox');
  const customers = db.collection<CustomerRow>('customers');
  const identifiers = db.collection<IdentifierRow>('identifiers');
  const conversations = db.collection<ConversationRow>('conversations');

  async function erasePerson(customerId: string, at: number): Promise<void> {
    const theirs = await conversations.find({ customerId }, { projection: { _id: 1 } }).toArray();
    const conversationsOf = { $in: theirs.map(({ _id }) => _id) };
    await db.collection<MailThreadRow>('mailThreads').deleteMany({ conversation: conversationsOf });
    await db
      .collection<SetAsideMailRow>('setAsideMails')
      .deleteMany({ $or: [{ conversation: conversationsOf }, { from: { $in: await mailsOf(customerId) } }] });
    await db.collection<CallRow>('calls').deleteMany({ _id: conversationsOf });
    await conversations.deleteMany({ customerId });
    // What no case took, such as the word STOP.
    const caseless = [{ cameTo: customerId }, { customerId, cameTo: { $exists: false } }];
    await inbox.updateMany({ $or: caseless, state: 'acknowledged' }, erasedInbox(at));
    await eraseIdentifiers(customerId);
    await db.collection<GuestRow>('guests').deleteMany({ customerId });
    await db.collection<ProofRow>('proofs').deleteMany({ $or: [{ customerId }, { holder: customerId }] });
    await db.collection<PortalSessionRow>('portalSessions').deleteMany({ customerId });
    await db
      .collection<MergeRow>('merges')
      .updateMany(
        { $or: [{ from: customerId }, { into: customerId }] },
        { $set: { reason: erased, evidence: erased, erasedAt: at } },
      );
    await db
      .collection<MergeRow>('merges')
      .updateMany(
        { $or: [{ from: customerId }, { into: customerId }], undone: { $exists: true } },
        { $set: { 'undone.reason': erased } },
      );
    await customers.updateOne(
      { _id: customerId },
      {
        $set: { erasedAt: at, updatedAt: at },
        $unset: { name: '', nameKey: '', language: '', facts: '', erasing: '' },
      },
    );
  }

  /** Addresses that are proven to be theirs: anybody can claim another's. */
  async function mailsOf(customerId: string): Promise<string[]> {
    const proven = [{ verified: customerId }, { provenBy: customerId }];
    const rows = await identifiers
      .find({ kind: 'email', 'links.customerId': customerId, $or: proven })
      .toArray();
    return rows.map(({ value }) => value);
  }

  /** Their links go last: by them the rows are found again. */
  async function eraseIdentifiers(customerId: string): Promise<void> {
    const theirs = { 'links.customerId': customerId };
    // That a number is shared stays known.
    const ofOthers = { $elemMatch: { customerId: { $ne: customerId } } };
    await identifiers.deleteMany({ ...theirs, links: { $not: ofOthers }, shared: { $exists: false } });
    await identifiers.updateMany(
      { ...theirs, verified: customerId },
      { $unset: { verified: '', seenAt: '' } },
    );
    await identifiers.updateMany({ ...theirs, provenBy: customerId }, { $pull: { provenBy: customerId } });
    await identifiers.updateMany(theirs, { $pull: { links: { customerId } } });
  }

  return erasePerson;
}
