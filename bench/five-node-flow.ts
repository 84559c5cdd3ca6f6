import type { Flow } from '../packages/flow/src/schema.ts';
import { flowSchema } from '../packages/flow/src/schema.ts';

/** ingest -> three nodes that run as activities -> wait for reply, and again. */
export function fiveNodeFlow(): Flow {
  return flowSchema.parse({
    schema: 1,
    id: 'five-nodes',
    title: 'Five nodes',
    settings: { fallbackQueue: 'people' },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: { quiet: '0s' } },
      { id: 'first', type: 'scripted', title: 'First', config: {} },
      { id: 'second', type: 'scripted', title: 'Second', config: {} },
      { id: 'third', type: 'scripted', title: 'Third', config: {} },
      { id: 'reply', type: 'wait-for-reply', title: 'Reply', config: {} },
    ],
    edges: [
      { id: 'e1', from: 'start', port: 'started', to: 'first' },
      { id: 'e2', from: 'first', port: 'done', to: 'second' },
      { id: 'e3', from: 'second', port: 'done', to: 'third' },
      { id: 'e4', from: 'third', port: 'done', to: 'reply' },
      { id: 'e5', from: 'reply', port: 'reply', to: 'first' },
    ],
  });
}
