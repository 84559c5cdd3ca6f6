import { z } from 'zod';
import type { Registry } from 'prom-client';
import type { Route } from './route.ts';
import { monitorRoute, publicRoute } from './route.ts';

/** Rejects when the dependency does not answer. Without a required one the process is not ready. */
export type DependencyCheck = {
  name: string;
  required: boolean;
  check: (signal: AbortSignal) => Promise<unknown>;
};

/** For a check: it answers, and is not up to date yet. */
export class Behind extends Error {}

const limitMs = 2_000;

const readiness = z
  .object({
    ready: z.boolean(),
    checks: z.array(
      z.object({
        name: z.string(),
        required: z.boolean(),
        ok: z.boolean(),
        ms: z.int(),
        reason: z
          .enum(['unreachable', 'timeout', 'behind'])
          .optional()
          .meta({ description: '`behind`: it is being brought up to date, as vectors of articles are.' }),
      }),
    ),
  })
  .meta({ id: 'Readiness' });

export function healthRoutes({
  checks,
  registry,
}: {
  checks: DependencyCheck[];
  registry: Registry;
}): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/healthz',
      tag: 'health',
      summary: 'Whether the process is up',
      answer: { status: 200, schema: z.object({ up: z.literal(true) }), text: 'It is.' },
      handle: async () => ({ up: true as const }),
    }),
    publicRoute({
      method: 'get',
      path: '/readyz',
      tag: 'health',
      summary: 'Whether everything the process needs answers in time; 503 if not',
      answer: {
        status: 200,
        schema: readiness,
        text: 'State of each dependency; with status 503 when a required one is missing.',
      },
      handle: async ({ response }) => {
        const results = await Promise.all(checks.map(runCheck));
        const ready = results.every(({ ok, required }) => ok || !required);
        response.locals['status'] = ready ? 200 : 503;
        return { ready, checks: results };
      },
    }),
    monitorRoute({
      method: 'get',
      path: '/metrics',
      tag: 'health',
      summary: 'Measurements in the format of Prometheus',
      answer: { status: 200, raw: 'text/plain', text: 'Measurements.' },
      handle: async ({ response }) => {
        response.set('Content-Type', registry.contentType).send(await registry.metrics());
      },
    }),
  ];
}

async function runCheck({ name, required, check }: DependencyCheck) {
  const started = performance.now();
  const signal = AbortSignal.timeout(limitMs);
  const late = new Promise<'timeout'>((resolve) =>
    signal.addEventListener('abort', () => resolve('timeout'), { once: true }),
  );
  const outcome = await Promise.race([
    check(signal).then(
      () => 'ok' as const,
      (error: unknown) => (error instanceof Behind ? 'behind' : 'unreachable'),
    ),
    late,
  ]);
  const ms = Math.round(performance.now() - started);
  return { name, required, ok: outcome === 'ok', ms, ...(outcome !== 'ok' && { reason: outcome }) };
}
