import type { Flow } from '../../packages/flow/src/schema.ts';
import { flowSchema } from '../../packages/flow/src/schema.ts';

export const flowId = 'webhook-bench';

/** ingest -> set values -> condition -> HTTP request -> send message; what goes wrong goes to people. */
export function webhookFlow(lookupUrl: string): Flow {
  return flowSchema.parse({
    schema: 1,
    id: flowId,
    title: 'Webhook bench',
    settings: { fallbackQueue: 'people' },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: { quiet: '0s' } },
      {
        id: 'set',
        type: 'set-values',
        title: 'Set',
        config: { assignments: [{ name: 'asked', value: 'message.text' }] },
      },
      { id: 'if', type: 'condition', title: 'If', config: { when: 'case.values.asked != ""' } },
      {
        id: 'lookup',
        type: 'http-request',
        title: 'Look up',
        config: { url: lookupUrl, pick: [{ name: 'when', path: 'body.when' }] },
      },
      {
        id: 'answer',
        type: 'send-message',
        title: 'Answer',
        config: { text: '{{ case.values.asked }}: {{ nodes.lookup.output.fields.when }}' },
      },
      { id: 'person', type: 'escalate', title: 'Person', config: { queue: 'people', reason: 'failed' } },
    ],
    edges: [
      { id: 'e1', from: 'start', port: 'started', to: 'set' },
      { id: 'e2', from: 'set', port: 'done', to: 'if' },
      { id: 'e3', from: 'if', port: 'yes', to: 'lookup' },
      { id: 'e4', from: 'if', port: 'no', to: 'person' },
      { id: 'e5', from: 'lookup', port: 'ok', to: 'answer' },
      { id: 'e6', from: 'lookup', port: 'error', to: 'person' },
      { id: 'e7', from: 'lookup', port: 'timeout', to: 'person' },
    ],
  });
}
