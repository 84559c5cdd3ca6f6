import { z } from 'zod';
import type { Plan } from '@throughline/flow/plan';
import type { Stores } from '../stores/database.ts';
import { groupBy } from './group-by.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { time } from './shapes.ts';

export function queueRoutes({ stores }: { stores: Stores }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/queues',
      tag: 'cases',
      summary: 'Queues that flows hand over to, with how many wait',
      answer: {
        status: 200,
        schema: z.object({
          queues: z.array(z.object({ name: z.string(), waiting: z.int(), oldest: time.optional() })),
        }),
        text: 'By name.',
      },
      handle: async () => {
        const [known, waiting] = await Promise.all([
          knownQueues(stores),
          stores.cases.waiting(undefined, 5_000),
        ]);
        const byQueue = groupBy(waiting, (row) => row.queue?.name ?? '');
        const names = [...new Set([...known, ...byQueue.keys()])].filter(Boolean).sort();
        return {
          queues: names.map((name) => {
            const rows = byQueue.get(name) ?? [];
            const oldest = Math.min(...rows.map((row) => row.queue?.since ?? row.updatedAt));
            return { name, waiting: rows.length, ...(rows.length > 0 && { oldest }) };
          }),
        };
      },
    }),
  ];
}

/** The queues that live flows name: a case that is sent anywhere else would wait where nobody looks. */
export async function knownQueues({ flows }: Pick<Stores, 'flows'>): Promise<Set<string>> {
  const live = await Promise.all((await flows.list()).map(({ flowId }) => flows.live(flowId)));
  return new Set(live.flatMap((version) => (version ? queuesOf(version.plan) : [])));
}

function queuesOf({ settings, nodes }: Plan): string[] {
  return [settings.fallbackQueue, ...Object.values(nodes).flatMap(({ config }) => named(config))].filter(
    (name) => !name.includes('{{'),
  );
}

/** Every text called `queue` in a node's config, however deep. */
function named(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'queue' && typeof inner === 'string' ? [inner] : named(inner),
  );
}
