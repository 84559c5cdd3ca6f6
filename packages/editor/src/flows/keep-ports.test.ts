import type { Flow } from '@throughline/flow/schema';
import { declarationFrom } from '@throughline/flow/declaration-data';
import { validate } from '@throughline/flow/validate';
import { catalogue as builtIn } from '@throughline/nodes/catalogue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setConfig } from '../commands/set-config.ts';
import { ApiError } from '../api/request.ts';
import { createFlowEditor } from './flow-editor.ts';
import { keepPorts } from './keep-ports.ts';
import { createKnownPorts } from './known-ports.ts';
import { createNodeViews } from './node-view.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const flow: Flow = {
  schema: 1,
  id: 'f',
  title: 'F',
  settings: {
    fallbackQueue: 'q',
    fallbackTexts: [],
    visitLimit: 9,
    languages: ['en'],
    timeZone: 'UTC',
    reopenWithin: '7d',
  },
  nodes: [
    { id: 'start', type: 'ingest', title: 'Start', config: {} },
    { id: 'one', type: 'levels', title: 'One', config: { levels: ['a'] } },
    { id: 'two', type: 'levels', title: 'Two', config: { levels: ['a'] } },
  ],
  edges: [{ id: 'e', from: 'start', port: 'started', to: 'one' }],
};

function drawn(ask: Ask) {
  const ports = createKnownPorts();
  const levels = declarationFrom(
    {
      ...{ type: 'levels', kind: 'run', title: 'Levels', help: '', group: 'work', icon: 'box' },
      ...{ ports: null, complete: false },
      config: {
        type: 'object',
        properties: { levels: { type: 'array', items: { type: 'string' }, default: [] } },
      },
    },
    (type, config) => ports.of(type, config),
  );
  const catalogue = { ...builtIn, levels };
  const editor = createFlowEditor(flow);
  const installation = { catalogue, ports, portsAsked: new Set(['levels']) };
  const stop = keepPorts(editor, { installation, ask });
  const last = new Map();
  const idsOf = (id: string) => {
    const node = editor.getState().flow.nodes.find((one) => one.id === id);
    return node && createNodeViews(catalogue, last)(node).ports?.map((port) => port.id);
  };
  return { editor, catalogue, idsOf, stop };
}

type Ask = (type: string, config: object) => Promise<{ ports: { id: string; title: string }[] | null }>;
const answer = vi.fn<Ask>(async (_, config) => ({
  ports: (config as { levels: string[] }).levels.map((id) => ({ id, title: id })),
}));
beforeEach(() => void answer.mockClear());

it('asks once for each config, and shows the ports of before while another one is written', async () => {
  const { editor, idsOf, stop } = drawn(answer);
  expect(idsOf('one')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(idsOf('one')).toEqual(['a']);
  expect(idsOf('two')).toEqual(['a']);
  expect(answer).toHaveBeenCalledTimes(1);

  for (const word of ['b', 'bc', 'bcd']) editor.getState().run(setConfig('one', 'levels', ['a', word]));
  await vi.advanceTimersByTimeAsync(299);
  expect(idsOf('one')).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(2);
  expect(idsOf('one')).toEqual(['a', 'bcd']);
  expect(answer).toHaveBeenCalledTimes(2);
  stop();
});

it('claims nothing of ports that nobody knows', () => {
  const { editor, catalogue, stop } = drawn(async () => new Promise(() => {}));
  const codes = validate(editor.getState().flow, catalogue).map(({ code }) => code);
  expect(codes).not.toContain('node.broken-declaration');
  expect(codes).toEqual(['node.unreachable']);
  stop();
});

it('asks again where the server was away, and not where it refused', async () => {
  const away = { status: 0, code: 'client.unreachable', title: 'Away', detail: 'Away.' };
  answer.mockRejectedValueOnce(new ApiError(away));
  const { idsOf, stop } = drawn(answer);
  await vi.advanceTimersByTimeAsync(1);
  expect(idsOf('one')).toBeUndefined();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(idsOf('one')).toEqual(['a']);
  stop();

  answer.mockClear();
  answer.mockRejectedValue(new ApiError({ ...away, status: 404, code: 'node.not-found' }));
  const other = drawn(answer);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answer).toHaveBeenCalledTimes(1);
  other.stop();
});
