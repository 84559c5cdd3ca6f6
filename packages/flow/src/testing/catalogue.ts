import { z } from 'zod';
import type { Catalogue, NodeDeclaration } from '../declaration.ts';
import type { Flow } from '../schema.ts';

/** A small catalogue with one node of each kind that rules tell apart. */
export const catalogue: Catalogue = {
  start: declare('start', {
    entry: true,
    config: z.object({ channels: z.array(z.string()).default([]) }),
    ports: [{ id: 'started', title: 'Started', required: true }],
    outputs: { keyword: { type: 'text', help: 'What was found.' } },
  }),
  look: declare('look', {
    kind: 'run',
    local: true,
    config: z.object({ query: z.string().meta({ widget: 'template' }).default('{{ message.text }}') }),
    ports: [
      { id: 'found', title: 'Found' },
      { id: 'missing', title: 'Missing' },
      { id: 'error', title: 'Error' },
    ],
    outputs: { total: { type: 'number', help: 'How many.' } },
  }),
  say: declare('say', {
    answers: 'says',
    config: z.object({ text: z.string().min(1, 'Write a text.').meta({ widget: 'template' }) }),
    ports: [
      { id: 'sent', title: 'Sent' },
      { id: 'error', title: 'Error' },
    ],
  }),
  /** Says something on one port only. */
  reply: declare('reply', {
    answers: 'says',
    ports: [
      { id: 'answered', title: 'Answered', says: true },
      { id: 'unsure', title: 'Not sure' },
    ],
  }),
  branch: declare('branch', {
    config: z.object({
      cases: z
        .array(z.object({ id: z.string(), when: z.string().meta({ widget: 'expression' }) }))
        .default([]),
    }),
    ports: (config: { cases: { id: string }[] }) => [
      ...config.cases.map(({ id }) => ({ id, title: id })),
      { id: 'else', title: 'Else', required: true },
    ],
  }),
  wait: declare('wait', { waits: true, ports: [{ id: 'reply', title: 'Reply' }] }),
  stop: declare('stop', { answers: 'closes', ports: [] }),
  mark: declare('mark', { ports: [] }),
  jump: declare('jump', {
    config: z.object({ to: z.string().meta({ widget: 'node' }) }),
    ports: [{ id: 'done', title: 'Done' }],
    answers: 'hands-over',
  }),
  broken: declare('broken', {
    ports: () => {
      throw new Error('no ports today');
    },
  }),
};

function declare<Config>(
  type: string,
  parts: Partial<NodeDeclaration<Config>> & Pick<NodeDeclaration<Config>, 'ports'>,
): NodeDeclaration<Config> {
  const config = z.object({}) as unknown as z.ZodType<Config>;
  return { type, kind: 'decide', title: type, help: '', group: 'work', icon: 'box', config, ...parts };
}

/** `flowOf({ ask: 'start', bye: ['say', { text: 'Bye' }] }, ['ask.started > bye'])` */
export function flowOf(
  nodes: { [id: string]: string | [type: string, config: Record<string, unknown>] },
  edges: string[],
  settings: Partial<Flow['settings']> = {},
): Flow {
  return {
    schema: 1,
    id: 'test-flow',
    title: 'Test flow',
    settings: {
      fallbackQueue: 'help',
      fallbackTexts: [],
      visitLimit: 50,
      languages: ['en'],
      timeZone: 'UTC',
      reopenWithin: '7d',
      ...settings,
    },
    nodes: Object.entries(nodes).map(([id, node]) => {
      const [type, config] = typeof node === 'string' ? [node, {}] : node;
      return { id, type, title: id, config };
    }),
    edges: edges.map((edge, index) => {
      const [, from = '', port = '', to = ''] = /^(\w+)\.([\w-]+) > (\w+)$/.exec(edge) ?? [];
      return { id: `e${index}`, from, port, to };
    }),
  };
}
