import { seedShop } from '../../packages/engine/src/demo/seed-shop.ts';
import type { RunningShop } from '../../packages/engine/src/demo/start-shop.ts';
import type { Template } from '../../packages/engine/src/templates/read-templates.ts';
import type { RunningService } from '../../packages/engine/src/templates/start-service.ts';
import { startService } from '../../packages/engine/src/templates/start-service.ts';

/**
 * Puts another template into an installation that runs, under the id of the flow that its chat talks to, and takes the articles
 * and tests of the former away; gives the service that was started for it.
 */
export async function exchangeTemplate(
  { stores, knowledge }: Pick<RunningShop, 'stores' | 'knowledge'>,
  { template, flowId }: { template: Template; flowId: string },
): Promise<RunningService> {
  for (const { articleId } of await knowledge.list()) await knowledge.remove(articleId);
  for (const { name } of await stores.flowTests.list(flowId)) await stores.flowTests.remove(flowId, name);
  const service = await startService(template);
  await seedShop({ stores, knowledge }, { template, service, flowId });
  return service;
}
