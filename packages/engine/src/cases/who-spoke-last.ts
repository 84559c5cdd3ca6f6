import type { PassedOn } from '@throughline/flow/passed-on';
import type { Stores } from '../stores/database.ts';
import type { MessageRow } from '../stores/messages.ts';

/** Where and when the customer was heard last in a case, with those that go on in it. */
export function createWhoSpokeLast({ caseLinks, messages }: Pick<Stores, 'caseLinks' | 'messages'>) {
  async function newest(caseId: string, without?: string): Promise<MessageRow | undefined> {
    const left = without === undefined ? [] : await caseLinks.partsOf(without);
    const parts = (await caseLinks.partsOf(caseId)).filter((part) => !left.includes(part));
    return (await messages.shownIn(parts)).findLast(({ from }) => from === 'customer');
  }
  return {
    async reachOf(caseId: string, without: string): Promise<PassedOn['reach']> {
      const last = await newest(caseId, without);
      return last && { channel: last.channel, conversation: last.conversation };
    },
    lastOf: async (caseId: string, without?: string): Promise<number> =>
      (await newest(caseId, without))?.at ?? 0,
  };
}
