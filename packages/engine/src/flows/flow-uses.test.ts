import { catalogue } from '@throughline/nodes/catalogue';
import { expect, it } from 'vitest';
import { flowUses } from './flow-uses.ts';

const flow = {
  schema: 1,
  id: 'uses',
  title: 'Uses',
  settings: { fallbackQueue: 'people', languages: ['en'] },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: {} },
    {
      id: 'say',
      type: 'send-message',
      title: 'Tell',
      config: { text: '{{ policy.returnDays }} days, {{ policy.returnDays }}, not {{ "policy.other" }}' },
    },
    {
      id: 'look',
      type: 'http-request',
      title: 'Look up',
      config: { url: 'https://api.example.com/x', credential: 'order-service' },
    },
  ],
  edges: [],
};

it('finds which nodes read a policy and which send a credential, each once', () => {
  expect(flowUses(flow, catalogue)).toEqual([
    { kind: 'policy', name: 'returnDays', node: 'say', title: 'Tell' },
    { kind: 'credential', name: 'order-service', node: 'look', title: 'Look up' },
  ]);
});

it('finds nothing in what is no flow', () => {
  expect(flowUses({ nodes: 'none' }, catalogue)).toEqual([]);
});
