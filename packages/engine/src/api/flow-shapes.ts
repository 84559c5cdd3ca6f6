import { z } from 'zod';
import type { FlowStore, FlowSummary, FlowVersion } from '../stores/flows.ts';
import type { Person } from './people.ts';
import { person } from './people.ts';
import type { ProblemCode } from './problems.ts';
import { Problem } from './problems.ts';
import { time } from './shapes.ts';

/** The largest flow, as JSON. */
export const flowBytes = 2 * 1024 * 1024;

export const flowHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is not the hash of a flow version.')
  .meta({ description: 'The hash by which a flow version is named.' });

export const drawnFlow = z
  .record(z.string(), z.unknown())
  .meta({ description: 'A flow as it is drawn; see docs on flows.' });

export const liveVersion = z
  .object({ hash: flowHash, version: z.int(), publishedAt: time, author: person })
  .meta({ id: 'LiveVersion', description: '`author` made it live.' });

export const flowIssue = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    node: z.string().optional(),
    port: z.string().optional(),
    edge: z.string().optional(),
    path: z.array(z.union([z.string(), z.number()])).optional(),
    text: z.string(),
    fix: z.string(),
  })
  .meta({ id: 'FlowIssue' });

/** A flow has to be sent to its own address. Throws `Problem`. */
export function refuseOtherFlow(flow: { [key: string]: unknown }, id: string, code: ProblemCode): void {
  const named = flow['id'];
  if (named === id) return;
  throw new Problem(code, `The address names the flow "${id}", and "id" is another.`, {
    errors: [
      {
        field: 'flow.id',
        code: 'other-flow',
        text: 'is not the id in the address.',
        fix: 'Send it to the address of that flow, or change the id.',
      },
    ],
  });
}

export function shownLive(
  { live, version, publishedAt, publishedBy }: FlowSummary,
  who: (id: string) => Person,
) {
  return { hash: live, version, publishedAt, author: who(publishedBy) };
}

/** Throws `Problem` when the flow has no such version. */
export async function flowVersion(
  flows: Pick<FlowStore, 'drawn'>,
  flowId: string,
  hash: string | undefined,
): Promise<FlowVersion> {
  const found = hash === undefined ? null : await flows.drawn(hash);
  if (found?.flowId !== flowId) throw noSuchFlow();
  return found;
}

export function noSuchFlow(): Problem {
  return new Problem('flow.not-found', 'GET /api/flows lists them.');
}
