import type { KnownChannel } from '@throughline/flow/known-channel';
import type { Catalogue } from '@throughline/flow/declaration';
import { compile } from '@throughline/flow/compile';
import type { Flow } from '@throughline/flow/schema';
import { stopNames } from '@throughline/flow/stop-names';
import type { Issue } from '@throughline/flow/validate';
import type { Stores } from '../stores/database.ts';
import type { FlowSummary, FlowVersion, Publication } from '../stores/flows.ts';
import type { FailingTest } from './failing-tests.ts';
import { failingTests } from './failing-tests.ts';
import { beginMove } from './begin-move.ts';
import { checkFlow } from './flow-file.ts';
import { tellFlowChange } from './tell-flow-change.ts';

export type PublishRequest = {
  stores: Pick<
    Stores,
    'cases' | 'feed' | 'flowDrafts' | 'flowMoves' | 'flows' | 'flowTests' | 'policies' | 'users'
  >;
  catalogue: Catalogue;
  /** Channels that are set up; left out, they are not checked. */
  channels?: KnownChannel[];
  /** As it is drawn, whatever it holds. */
  flow: unknown;
  author: string;
  note?: string;
  /** Hash of the version that the author believes to be live, null for none; left out, whatever is live is replaced. */
  expected?: string | null;
  /** Revision of the author's draft that this is; with it the draft ends, unless the author went on drawing. */
  draft?: number;
  /** Why it is published although tests of the flow go another way. */
  untested?: string;
  /** What becomes of the cases of other versions: `pinned`, they go on by theirs; `move`, by this one where they can. */
  running?: Running;
  at: number;
};

export const runningChoices = ['pinned', 'move'] as const;
export type Running = (typeof runningChoices)[number];

export type RollBackRequest = Omit<PublishRequest, 'flow' | 'untested'> & { version: FlowVersion };

export type Published =
  | {
      ok: true;
      flowId: string;
      hash: string;
      version: number;
      issues: Issue[];
      /** An older version is live again. */
      rolledBack: boolean;
      draftRemoved: boolean;
      /** Running cases that are being moved to it; none where they stay. */
      moving?: number;
    }
  | { ok: false; code: 'flow.invalid'; issues: Issue[] }
  /** And no reason to publish it all the same was given. */
  | { ok: false; code: 'flow.tests-failed'; issues: Issue[]; failing: FailingTest[] }
  /** Somebody published meanwhile. */
  | { ok: false; code: 'flow.live-changed'; issues: Issue[]; live: FlowSummary | null };

/** Checks, compiles and publishes a flow: from then on new cases run it; running ones keep their version, or are moved. */
export async function publishFlow(request: PublishRequest): Promise<Published> {
  return publish(request, async (flow) => {
    const { stores, catalogue } = request;
    const plan = compile(flow, catalogue);
    const failing = await failingTests(stores, { plan, names: stopNames(flow, catalogue) });
    return { flow, hash: plan.flow.hash, plan, failing };
  });
}

/** Makes a version live again, as it was compiled then; it has to pass today's checks, and no test: it may be urgent. */
export async function rollBack({ version, ...request }: RollBackRequest): Promise<Published> {
  const { hash, plan, flow } = version;
  return publish({ ...request, flow }, async ({ id, title }) => ({
    ...{ flow: { ...flow, id, title }, hash, plan, failing: [] },
  }));
}

type Compiled = Pick<Publication, 'flow' | 'hash' | 'plan'> & { failing: FailingTest[] };

async function publish(
  {
    stores,
    catalogue,
    channels,
    flow: input,
    author,
    note,
    expected,
    draft,
    untested,
    running,
    at,
  }: PublishRequest,
  compiled: (flow: Flow) => Promise<Compiled>,
): Promise<Published> {
  const policies = (await stores.policies.list()).map(({ name }) => name);
  const checked = checkFlow(input, catalogue, { policies, ...(channels && { channels }) });
  const { issues } = checked;
  if (!checked.ok) return { ok: false, code: 'flow.invalid', issues };
  const { failing, ...version } = await compiled(checked.flow);
  if (failing.length > 0 && untested === undefined)
    return { ok: false, code: 'flow.tests-failed', issues, failing };
  const published = await stores.flows.publish({
    ...version,
    ...{ author, at },
    ...(note ? { note } : {}),
    ...(expected !== undefined && { expected }),
  });
  if (!published.ok) return { ok: false, code: 'flow.live-changed', issues, live: published.live };
  const { flowId, hash, rolledBack } = published;
  await stores.users.log({
    at,
    actor: author,
    action: rolledBack ? 'flow.roll-back' : 'flow.publish',
    subject: flowId,
    outcome: 'done',
    details: {
      hash,
      version: published.version,
      ...(published.before !== null && { before: published.before }),
      ...(note && { note }),
      ...(failing.length > 0 && { untested, failing: failing.map(({ name }) => name) }),
    },
  });
  await tellFlowChange(stores.feed, { flowId, author, what: 'published', hash, at });
  const to = { hash, version: published.version };
  const move =
    running === 'move' && (await beginMove(stores, { flowId, to, author, reason: note ?? '', at }));
  const draftRemoved =
    draft !== undefined && (await stores.flowDrafts.remove({ flowId, author, revision: draft, at }));
  if (draftRemoved)
    await tellFlowChange(stores.feed, { flowId, author, what: 'draft-removed', revision: draft });
  return {
    ok: true,
    flowId,
    hash,
    version: published.version,
    issues,
    rolledBack,
    draftRemoved,
    ...(move && { moving: move.cases }),
  };
}
