import type { Flow } from '@throughline/flow/schema';
import { ApiError } from '../api/request.ts';
import type { FlowEditor } from './flow-editor.ts';

/** What becomes of the changes of the open flow. */
export type DraftState =
  | { is: 'clean' }
  | { is: 'waiting' | 'saving' }
  | { is: 'saved'; at: number }
  /** Kept in this browser; tried again by itself. */
  | { is: 'unsaved'; why: string }
  /** Another window or the author elsewhere wrote meanwhile. */
  | { is: 'conflict'; revision: number };

/** What is kept in the browser until the server has it. */
export type KeptDraft = { flow: Flow; base: string | null; revision: number };

export type DraftSyncDeps = {
  editor: FlowEditor;
  save: (draft: KeptDraft) => Promise<{ revision: number; updatedAt: number }>;
  /** Survives a reload: `localStorage`. */
  keep: (draft: KeptDraft | undefined) => void;
  begun: { base: string | null; revision: number };
  onState: (state: DraftState) => void;
};

export type DraftSync = {
  /** Follows the editor until what is returned is called. */
  start(): () => void;
  revision: () => number;
  base: () => string | null;
  /** Saves now, as before publishing. Rejects when that fails. */
  flush(): Promise<void>;
  /** After a conflict: what is drawn here is saved over what stands as that revision. */
  saveOver(revision: number): Promise<void>;
  /** Puts another flow in the draft's place, which holds what `base` holds. Undo brings back both. */
  take(flow: Flow, title: string, base: string | null): void;
  /** What is drawn now is what stands: nothing is to be saved. */
  settle(begun: { base: string | null; revision: number }): void;
};

const pauseMs = 800;
const retryMs = { first: 2_000, most: 30_000 };

/** Saves the draft a moment after the last edit; what could not be saved is kept in the browser and tried again. */
export function createDraftSync({ editor, save, keep, begun, onState }: DraftSyncDeps): DraftSync {
  let { base, revision } = begun;
  let savedFlow = editor.getState().flow;
  /** Of the flows on both sides of a `take`, which version they hold. */
  const bases = new WeakMap<Flow, string | null>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving: Promise<void> | undefined;
  let failures = 0;
  let stopped = true;

  const isDirty = () => editor.getState().flow !== savedFlow;
  function plan(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(() => void attempt().catch(() => undefined), ms);
  }

  /** One save at a time; what is edited meanwhile is saved after it. */
  async function attempt(): Promise<void> {
    clearTimeout(timer);
    // Of several that wait for one save, each looks again: the first of them has begun the next.
    if (saving) {
      await saving.catch(() => undefined);
      return attempt();
    }
    if (!isDirty()) return;
    saving = write();
    try {
      await saving;
    } finally {
      saving = undefined;
    }
    if (isDirty() && !stopped) plan(pauseMs);
  }

  async function write(): Promise<void> {
    const { flow } = editor.getState();
    onState({ is: 'saving' });
    try {
      const saved = await save({ flow, base, revision });
      revision = saved.revision;
      savedFlow = flow;
      failures = 0;
      keep(isDirty() ? { flow: editor.getState().flow, base, revision } : undefined);
      onState({ is: 'saved', at: saved.updatedAt });
    } catch (error) {
      const stands = conflictOf(error);
      if (stands !== undefined) onState({ is: 'conflict', revision: stands });
      else {
        failures += 1;
        onState({
          is: 'unsaved',
          why: error instanceof ApiError ? error.message : 'Something unexpected happened.',
        });
        if (!stopped) plan(Math.min(retryMs.most, retryMs.first * 2 ** (failures - 1)));
      }
      throw error;
    }
  }

  return {
    start() {
      stopped = false;
      const unsubscribe = editor.subscribe(({ flow }, before) => {
        if (flow === before.flow) return;
        base = bases.has(flow) ? (bases.get(flow) ?? null) : base;
        if (!isDirty()) return;
        keep({ flow, base, revision });
        onState({ is: 'waiting' });
        plan(pauseMs);
      });
      return () => {
        void attempt().catch(() => undefined);
        stopped = true;
        clearTimeout(timer);
        unsubscribe();
      };
    },
    revision: () => revision,
    base: () => base,
    flush: attempt,
    take(flow, title, held) {
      bases.set(editor.getState().flow, base).set(flow, held);
      editor.getState().replace(flow, title);
    },
    async saveOver(standing) {
      revision = standing;
      await attempt();
    },
    settle(now) {
      clearTimeout(timer);
      ({ base, revision } = now);
      savedFlow = editor.getState().flow;
      keep(undefined);
      onState({ is: 'clean' });
    },
  };
}

/** The revision that stands, 0 where the draft is gone; undefined for any other failure. */
function conflictOf(error: unknown): number | undefined {
  if (!(error instanceof ApiError) || error.code !== 'draft.conflict') return undefined;
  const { revision } = error.details;
  return typeof revision === 'number' ? revision : 0;
}
