import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { IndexState } from '../knowledge/knowledge-api.ts';
import { createUsageTotals } from '../models/usage-totals.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { Behind } from './health.ts';
import { measureKnowledge } from './knowledge-metrics.ts';
import { startTestApi } from './testing/test-api.ts';
import { noGateway } from '../testing/no-gateway.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
});
afterAll(() => database.drop());

it('shows how far the vectors are, and what was used beside the cases', async () => {
  const registry = new Registry();
  const usage = createUsageTotals();
  let state: IndexState = { state: 'building', missing: 812 };
  measureKnowledge(registry, { knowledge: { indexState: () => state }, usage });
  usage.add({ calls: 2, inputTokens: 1_000, outputTokens: 50, cost: 0.25 });
  usage.add({ calls: 1, inputTokens: 10, outputTokens: 0, cost: 0.5 });
  const building = await registry.metrics();
  expect(building).toContain('throughline_knowledge_vectors_missing 812\n');
  expect(building).toContain('throughline_knowledge_index_state{state="building"} 1\n');
  expect(building).toContain('throughline_knowledge_index_state{state="current"} 0\n');
  state = { state: 'current', missing: 0 };
  const current = await registry.metrics();
  expect(current).toContain('throughline_knowledge_vectors_missing 0\n');
  expect(current).toContain('throughline_knowledge_index_state{state="building"} 0\n');
  expect(current).toContain('throughline_model_calls_total 3\n');
  expect(current).toContain('throughline_model_input_tokens_total 1010\n');
  expect(current).toContain('throughline_model_output_tokens_total 50\n');
  expect(current).toContain('throughline_model_cost_usd_total 0.75\n');
});

it('is ready while vectors are brought up to date, and says that they are behind', async () => {
  const refused = async () => {
    throw new Error('not asked here');
  };
  const behind = async () => {
    throw new Behind();
  };
  const api = await startTestApi({
    database,
    gateway: noGateway(refused),
    deps: { checks: [{ name: 'vectors', required: false, check: behind }] },
  });
  const { status, json } = await api.call('GET', '/readyz');
  await api.stop();
  expect(status).toBe(200);
  expect(json).toMatchObject({
    ready: true,
    checks: [{ name: 'vectors', required: false, ok: false, reason: 'behind' }],
  });
});
