import type { Played } from '../play/play-conversation.ts';
import type { Stores } from '../stores/database.ts';
import type { Fact } from './fact.ts';

export type Circumstances = {
  stores: Pick<Stores, 'messages'>;
  /** Processes of the worker that was killed, and of the one that works now. */
  killed: number | undefined;
  working: number | undefined;
};

/** What the played conversation shows, looked up in the stores afterwards. */
export async function checkConversation(
  { caseId, turns, verified }: Played,
  { stores, killed, working }: Circumstances,
): Promise<Fact[]> {
  const kept = await stores.messages.byCase(caseId);
  const [said, heard] = [
    turns.flatMap((turn) => turn.said ?? []),
    turns.flatMap((turn) => turn.heard.map(({ text }) => text)),
  ];
  const theirs = kept.filter(({ from }) => from === 'customer').map(({ text }) => text);
  const ours = kept.filter(({ from }) => from === 'bot').map(({ text }) => text);
  const problems = turns.flatMap((turn) => turn.problems);
  return [
    {
      claim: 'It went as recorded',
      holds: problems.length === 0 && turns.length > 0,
      found: problems.length === 0 ? `${turns.length} turns` : problems.join(' '),
    },
    {
      claim: 'The worker was killed, and another one went on',
      holds: killed !== undefined && working !== undefined && killed !== working,
      found: `process ${killed}, then ${working}`,
    },
    {
      claim: 'Nothing that the customer said was lost, and nothing was kept twice',
      holds: said.length > 0 && JSON.stringify(said) === JSON.stringify(theirs),
      found: `${said.length} said, ${theirs.length} kept`,
    },
    {
      claim: 'Nothing was said twice, and all of it was heard',
      holds:
        new Set(ours).size === ours.length &&
        JSON.stringify(ours.toSorted()) === JSON.stringify(heard.toSorted()),
      found: `${ours.length} answers, ${heard.length} heard`,
    },
    { claim: 'The journal verifies', holds: verified, found: verified ? 'chain and replay' : 'it does NOT' },
  ];
}
