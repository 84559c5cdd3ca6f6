import { flowOf } from '@throughline/flow/testing/catalogue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../api/request.ts';
import { renameNode } from '../commands/rename-node.ts';
import type { DraftState, KeptDraft } from './draft-sync.ts';
import { createDraftSync } from './draft-sync.ts';
import { createFlowEditor } from './flow-editor.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const away = new ApiError({
  status: 0,
  code: 'client.unreachable',
  title: 'Away',
  detail: 'Check the connection.',
});
const conflict = (revision: number) =>
  new ApiError({ status: 409, code: 'draft.conflict', title: 'Changed', detail: '', details: { revision } });

/** A server that keeps one draft, and fails as it is told. */
function setUp() {
  const editor = createFlowEditor(flowOf({ a: 'start' }, []));
  const states: DraftState['is'][] = [];
  const server = {
    revision: 0,
    titles: [] as string[],
    bases: [] as (string | null)[],
    failing: undefined as Error | undefined,
  };
  let kept: KeptDraft | undefined;
  const sync = createDraftSync({
    editor,
    begun: { base: null, revision: 0 },
    keep: (draft) => (kept = draft),
    onState: ({ is }) => states.push(is),
    async save({ flow, base, revision }) {
      await Promise.resolve();
      if (server.failing) throw server.failing;
      if (revision !== server.revision) throw conflict(server.revision);
      server.titles.push(flow.nodes[0]?.title ?? '');
      server.bases.push(base);
      server.revision += 1;
      return { revision: server.revision, updatedAt: 1 };
    },
  });
  const type = (title: string) => editor.getState().run(renameNode('a', title));
  return { editor, sync, server, states, type, stop: sync.start(), kept: () => kept };
}

it('saves once, a moment after the last edit', async () => {
  const { server, type, states, kept } = setUp();
  for (const title of ['b', 'bc', 'bcd']) type(title);
  expect(kept()?.flow.nodes[0]?.title).toBe('bcd');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.titles).toEqual(['bcd']);
  expect(states.at(-1)).toBe('saved');
  expect(kept()).toBeUndefined();
});

it('keeps what the server does not get, and tries again until it does', async () => {
  const { server, type, states, kept } = setUp();
  server.failing = away;
  type('b');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(states).toContain('unsaved');
  expect(kept()?.flow.nodes[0]?.title).toBe('b');
  server.failing = undefined;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(server.titles).toEqual(['b']);
  expect(kept()).toBeUndefined();
});

it('stops at a conflict, and saves over it only when it is told to', async () => {
  const { server, type, states, sync } = setUp();
  type('b');
  await vi.advanceTimersByTimeAsync(1_000);
  server.revision = 7;
  type('c');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)).toBe('conflict');
  expect(server.titles).toEqual(['b']);
  await sync.saveOver(7);
  expect(server.titles).toEqual(['b', 'c']);
  expect(states.at(-1)).toBe('saved');
});

it('writes once when two wait for the same save', async () => {
  const { server, type, sync } = setUp();
  type('b');
  const first = sync.flush();
  type('c');
  await Promise.all([first, sync.flush(), sync.flush()]);
  expect(server.titles).toEqual(['b', 'c']);
});

it('says which version a draft holds that another was put in place of, and undoing takes that back', async () => {
  const { server, editor, type, sync } = setUp();
  type('b');
  await sync.flush();
  sync.take(flowOf({ a: 'start' }, []), 'Merged', 'newer');
  expect(sync.base()).toBe('newer');
  await sync.flush();
  editor.getState().undo();
  expect(sync.base()).toBeNull();
  await sync.flush();
  editor.getState().redo();
  type('c');
  await sync.flush();
  expect(server.bases).toEqual([null, 'newer', null, 'newer']);
});

it('saves what is not saved yet when the page is left', async () => {
  const { server, type, stop } = setUp();
  type('b');
  stop();
  await vi.advanceTimersByTimeAsync(0);
  expect(server.titles).toEqual(['b']);
  type('c');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.titles).toEqual(['b']);
});

it('has nothing to save after it was published', async () => {
  const { server, type, sync, states } = setUp();
  type('b');
  await sync.flush();
  sync.settle({ base: 'hash', revision: 0 });
  server.revision = 0;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(states.at(-1)).toBe('clean');
  type('c');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.titles).toEqual(['b', 'c']);
  expect(sync.base()).toBe('hash');
});
