import type { Stores } from '../stores/database.ts';

export type ChatProfile = { greeting?: string; languages: string[] };

/** How a customer is met. A greeting is a policy like any other text of the shop; the languages are the flow's. */
export async function chatProfile({ flows, policies }: Stores, flowId: string): Promise<ChatProfile> {
  const [flow, { values }] = await Promise.all([flows.live(flowId), policies.snapshot()]);
  const greeting = values['webchat_greeting'];
  return {
    languages: flow?.plan.settings.languages ?? ['en'],
    ...(typeof greeting === 'string' && greeting !== '' && { greeting }),
  };
}
