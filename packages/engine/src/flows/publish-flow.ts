import type { Catalogue } from '@throughline/flow/declaration';
import { compile } from '@throughline/flow/compile';
import type { Issue } from '@throughline/flow/validate';
import type { Stores } from '../stores/database.ts';
import { checkFlow } from './flow-file.ts';

export type PublishRequest = {
  stores: Pick<Stores, 'flows' | 'policies'>;
  catalogue: Catalogue;
  flow: unknown;
  author: string;
  note?: string;
  at: number;
};

export type Published =
  | { ok: true; flowId: string; hash: string; version: number; issues: Issue[] }
  | { ok: false; issues: Issue[] };

/** Checks, compiles and publishes a flow: from then on new cases run it, running ones keep their version. */
export async function publishFlow({
  stores,
  catalogue,
  flow: input,
  author,
  note,
  at,
}: PublishRequest): Promise<Published> {
  const policies = await stores.policies.list();
  const checked = checkFlow(input, catalogue, { policies: policies.map(({ name }) => name) });
  if (!checked.ok) return checked;
  const { flow, issues } = checked;
  const plan = compile(flow, catalogue);
  const published = await stores.flows.publish({
    flow,
    hash: plan.flow.hash,
    plan,
    author,
    at,
    ...(note ? { note } : {}),
  });
  return { ok: true, ...published, issues };
}
