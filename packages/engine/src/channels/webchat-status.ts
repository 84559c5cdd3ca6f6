import { z } from 'zod';
import type { CaseRow } from '../stores/cases.ts';

/** Who the customer is talking with. */
export const chatStatus = z
  .object({ with: z.enum(['bot', 'queue', 'agent', 'nobody']), agentName: z.string().optional() })
  .meta({ id: 'ChatStatus' });

export type ChatStatus = z.infer<typeof chatStatus>;

/** `nobody`: the case is closed; a new message is taken up again. */
export function chatStatusOf(row: CaseRow | null): ChatStatus {
  if (row?.owner === 'queue') return { with: 'queue' };
  if (row?.owner === 'agent') return { with: 'agent', ...(row.agent && { agentName: row.agent.name }) };
  return { with: row?.owner === 'nobody' ? 'nobody' : 'bot' };
}
