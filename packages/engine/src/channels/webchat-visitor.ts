import { topicOf } from '../cases/feed-events.ts';
import type { Stores } from '../stores/database.ts';
import type { Visitor, VisitorIdentity, VisitorTokens } from './visitor-tokens.ts';

export type WebchatVisitorDeps = {
  stores: Pick<Stores, 'customers' | 'messages' | 'feed'>;
  tokens: VisitorTokens;
  now: () => number;
};

/**
 * Who opens a chat window: `known` by the token of an earlier session, and whom the page has signed. A stranger who signs in on
 * the page keeps the conversation, and the case with it is the account's from then on. An account has one conversation on
 * all its devices. Who signed out, or is somebody else now, starts anew.
 */
export function createWebchatVisitor({ stores, tokens, now }: WebchatVisitorDeps) {
  const { customers, messages, feed } = stores;

  return async (known: Visitor | null, identity: VisitorIdentity | undefined): Promise<Visitor> => {
    const stranger = known?.identity ? null : known;
    if (!identity)
      return stranger && (await customers.accountAt(stranger.id)) === undefined
        ? stranger
        : tokens.newVisitor();
    if (known?.identity?.account === identity.account) return { ...known, identity };
    if (stranger && (await signIn(stranger, identity))) return { ...stranger, identity };
    return ofAccount(identity);
  };

  /** Whether what the stranger said is the account's now. */
  async function signIn({ id, conversation }: Visitor, identity: VisitorIdentity): Promise<boolean> {
    const { account, name } = identity;
    const outcome = await customers.signIn({
      browser: id,
      conversation,
      account,
      ...(name !== undefined && { name }),
      at: now(),
    });
    if (outcome !== 'joined') return false;
    if (!(await messages.lastOf(tokens.visitorOf(identity).conversation)))
      await customers.keepChat(account, { browser: id, conversation });
    await tellAgents(id, conversation);
    return true;
  }

  async function tellAgents(browser: string, conversation: string): Promise<void> {
    const caseId = (await messages.lastOf(conversation))?.caseId;
    if (caseId === undefined) return;
    await feed.append({
      key: `signed-in:${browser}`,
      topics: [topicOf.cases, topicOf.case(caseId)],
      type: 'case.changed',
      data: { id: caseId },
    });
  }

  async function ofAccount(identity: VisitorIdentity): Promise<Visitor> {
    const chat = await customers.chatOf(identity.account);
    return chat
      ? { id: chat.browser, conversation: chat.conversation, identity }
      : tokens.visitorOf(identity);
  }
}
