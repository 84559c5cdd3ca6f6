import type { JsonObject } from '@throughline/flow/json';
import type { NamedTest } from '../flows/test-flow.ts';
import type { KeptPlace, MoveProgress } from '../flows/move-progress.ts';
import type { Running } from '../flows/publish-flow.ts';
import type { Issue } from '@throughline/flow/validate';

/** Where flows are published: the installation whose database is configured here, or one at an address. */
export type FlowInstallation = {
  /** The newest first. */
  versions(flowId: string): Promise<{ live: string | null; versions: { hash: string; version: number }[] }>;
  /** As it is drawn. */
  drawn(flowId: string, hash: string): Promise<unknown>;
  validate(flow: unknown): Promise<Issue[]>;
  publish(what: ToPublish): Promise<PublishOutcome>;
  /** The tests that are saved with the flow, and the values that they are played with. */
  tests(flowId: string): Promise<{ tests: NamedTest[]; policies: JsonObject }>;
  /** How far the running cases are moved; null where they never were. */
  move(flowId: string): Promise<CasesMoved | null>;
  close(): Promise<void>;
};

export type ToPublish = {
  flowId: string;
  /** A drawn flow, or the hash of a version of it. */
  flow?: unknown;
  hash?: string;
  note?: string;
  expected?: string | null;
  untested?: string;
  running?: Running;
};

export type CasesMoved = Pick<MoveProgress, 'state' | 'cases' | 'moved' | 'kept' | 'waiting'> & {
  places: Pick<KeptPlace, 'cases' | 'text'>[];
};

export type PublishOutcome =
  | { ok: true; hash: string; version: number; rolledBack: boolean; issues: Issue[]; moving?: number }
  | { ok: false; issues: Issue[]; text?: string };

export type Where = { url?: string; token?: string };

/** Throws `InputError` when the one at the address cannot be used. */
export async function openInstallation({ url, token }: Where): Promise<FlowInstallation> {
  if (url === undefined) return (await import('./local-installation.ts')).openLocalInstallation();
  return (await import('./remote-installation.ts')).openRemoteInstallation(url, token);
}
