import type { Collection, Db } from 'mongodb';
import type { CustomerGroups } from './customer-groups.ts';
import type { CustomerRow } from './customers.ts';
import type { Identifiers } from './identifiers.ts';
import type { Merges } from './merges.ts';
import { nameKeyOf } from './merge-suggestions.ts';

/** A page has proven which account is at one of its browsers, whose conversation began without a name. */
export type SignIn = { browser: string; conversation: string; account: string; name?: string; at: number };

/**
 * `joined`: what was said there is the account's. `nothing-said`: there is nothing to join. `of-another`: another account
 * has signed in there before, or a person said that the two are not one, so that it is not for this one.
 */
export type SignedIn = 'joined' | 'nothing-said' | 'of-another';

type Parts = { identifiers: Identifiers; groups: CustomerGroups; merges: Merges };

/**
 * Gives what a browser's visitor said to the customer who holds the account: the visitor is merged into that customer, or,
 * when nobody holds the account, becomes its holder. Safe to run again after it was stopped anywhere.
 */
export function createSignIn(db: Db, { identifiers, groups, merges }: Parts) {
  const customers: Collection<CustomerRow> = db.collection('customers');

  return async ({ browser, conversation, account, name, at }: SignIn): Promise<SignedIn> => {
    const visitor = await identifiers.verifiedHolder({ kind: 'webchat', value: browser });
    if (visitor === undefined) return 'nothing-said';
    const held = await identifiers.of(await groups.closure(visitor));
    const accounts = held.filter(({ kind, level }) => kind === 'account' && level === 'verified');
    if (accounts.some(({ value }) => value !== account)) return 'of-another';
    // From here on the browser's first token, which proves no account, opens nothing any more.
    if (!(await identifiers.reserve({ kind: 'webchat', value: browser }, account))) return 'of-another';
    const holder = await identifiers.holderOf({
      kind: 'account',
      value: account,
      customerId: visitor,
      evidence: 'signed-host-page',
      author: 'channel',
      at,
    });
    if (holder !== visitor) {
      if (await wereParted(visitor, holder)) return 'of-another';
      const merged = await merges.merge({
        from: visitor,
        into: holder,
        author: 'sign-in',
        reason: 'The page has proven that the account is at this browser.',
        evidence: { how: 'signed-host-page', browser, account },
        at,
        conversation,
      });
      if (!merged.ok && merged.code === 'busy')
        throw new Error('the customer is being merged with another just now; sign in again in a moment');
      if (!merged.ok && merged.code !== 'same') return 'of-another';
    }
    if (name !== undefined)
      await customers.updateOne(
        { _id: (await groups.root(holder))?._id ?? holder, name: { $exists: false } },
        { $set: { name, nameKey: nameKeyOf(name) } },
      );
    return 'joined';
  };

  /** Whether somebody said that the two are not one, whoever they turned out to be before. */
  async function wereParted(one: string, other: string): Promise<boolean> {
    const ids = (await groups.rows(one)).map(({ _id }) => _id);
    const parted = await merges.partedFrom(ids);
    const roots = await groups.roots([other, ...parted]);
    return parted.some((id) => roots.get(id)?._id === roots.get(other)?._id);
  }
}
