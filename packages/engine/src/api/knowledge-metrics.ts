import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { IndexState, Knowledge } from '../knowledge/knowledge-api.ts';
import type { UsageTotals } from '../models/usage-totals.ts';

const states: readonly IndexState['state'][] = ['unknown', 'building', 'elsewhere', 'failed', 'current'];

/** What `/metrics` shows of the knowledge base and of paid models; what cases used is added up in the cases. */
export function measureKnowledge(
  registry: Registry,
  { knowledge, usage }: { knowledge: Pick<Knowledge, 'indexState'>; usage: Pick<UsageTotals, 'read'> },
): void {
  const registers: Registry[] = [];
  const state = new Gauge({
    name: 'throughline_knowledge_index_state',
    help: 'State of the vectors, 1 for the one that holds: current, building (here or elsewhere), failed (tried again), unknown.',
    labelNames: ['state'],
    registers,
    collect() {
      const { state } = knowledge.indexState();
      for (const one of states) this.set({ state: one }, one === state ? 1 : 0);
    },
  });
  const missing = new Gauge({
    name: 'throughline_knowledge_vectors_missing',
    help: 'Texts of live articles without a vector, at the last look.',
    registers,
    collect() {
      this.set(knowledge.indexState().missing);
    },
  });
  const total = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help: `${help}, beside what cases used.`,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  const totals = [
    total('throughline_model_calls_total', 'Calls of paid models', () => usage.read().calls),
    total('throughline_model_input_tokens_total', 'Tokens read', () => usage.read().inputTokens),
    total('throughline_model_output_tokens_total', 'Tokens written', () => usage.read().outputTokens),
    total(
      'throughline_model_cost_usd_total',
      'Cost in US dollars, as prices are set',
      () => usage.read().cost,
    ),
  ];
  for (const metric of [state, missing, ...totals]) registry.registerMetric(metric);
}
