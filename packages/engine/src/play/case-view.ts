import type { Brief } from '@throughline/flow/brief';
import type { Effect, Owner } from '@throughline/flow/effect';
import { pathOf } from '@throughline/flow/route-of';

export type CaseView = { id: string; owner: Owner; queue?: string; turn: number };
export type TurnView = { path: string[]; outcome?: string };

/** Looks at a case as staff do, by the API. */
export function createCaseReader(url: string, token: string) {
  async function get(path: string): Promise<unknown> {
    const response = await fetch(`${url}/api${path}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok)
      throw new Error(`GET /api${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  }

  return {
    async ofConversation(conversation: string): Promise<CaseView | undefined> {
      const { cases } = (await get(`/cases?conversation=${conversation}&limit=1`)) as {
        cases: { id: string; owner: Owner; turn: number; queue?: { name: string } }[];
      };
      const [found] = cases;
      return (
        found && {
          id: found.id,
          owner: found.owner,
          turn: found.turn,
          ...(found.queue ? { queue: found.queue.name } : {}),
        }
      );
    },
    /** The way of the case and its turns' ends after entry `from`; and the last entry. */
    async journal(caseId: string, from: number): Promise<{ turn: TurnView; last: number }> {
      const { entries } = (await get(`/cases/${caseId}/journal?from=${from + 1}&limit=1000`)) as {
        entries: { seq: number; effects: Effect[] }[];
      };
      const effects = entries.flatMap((entry) => entry.effects);
      const outcome = effects.findLast((effect) => effect.type === 'turn.ended')?.outcome;
      const turn = { path: pathOf(effects), ...(outcome ? { outcome } : {}) };
      return { turn, last: entries.at(-1)?.seq ?? from };
    },
    async brief(caseId: string): Promise<Brief | undefined> {
      return ((await get(`/cases/${caseId}`)) as { brief?: Brief }).brief;
    },
    verify: (caseId: string) =>
      get(`/cases/${caseId}/verify`) as Promise<{ chain: { ok: boolean }; replay: { ok: boolean } }>,
  };
}
