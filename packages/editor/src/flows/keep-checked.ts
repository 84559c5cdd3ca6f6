import type { KnownChannel } from '@throughline/flow/known-channel';
import type { Catalogue } from '@throughline/flow/declaration';
import type { Flow } from '@throughline/flow/schema';
import type { Issue } from '@throughline/flow/validate';
import { createCheckedThere } from './checked-there.ts';
import { createPressWatch } from '../ui/press-watch.ts';
import type { FlowEditor } from './flow-editor.ts';

export type CheckOptions = {
  catalogue: Catalogue;
  policies: string[];
  /** Left out for those who are not told them. */
  channels?: KnownChannel[] | undefined;
  /** Types of which only the server knows all that is wrong. */
  checkedThere?: ReadonlySet<string>;
  /** Asks the server about the whole flow; left out for those who may not. */
  ask?: (flow: Flow) => Promise<{ issues: Issue[] }>;
};

/**
 * Checks the flow as it is edited, when nothing was edited for a moment and the page has nothing else to do; returns what
 * stops it. The rules come after the drawing: with the expressions they read they are a third of the page.
 */
export function keepChecked(editor: FlowEditor, options: CheckOptions, afterMs = 150): () => void {
  const { catalogue, policies, channels } = options;
  // What is wrong is written below the fields: they move.
  const presses = createPressWatch(window);
  let stopped = false;
  let stopWaiting = () => {};
  let own: Issue[] = [];
  const show = () => {
    if (!stopped) editor.getState().setIssues(there.withTheirs(editor.getState().flow, own));
  };
  const there = createCheckedThere(options, show);
  const check = async () => {
    const { allIssues } = await import('@throughline/flow/all-issues');
    await presses.released();
    if (stopped) return;
    const { flow } = editor.getState();
    own = allIssues(flow, catalogue, { policies, ...(channels && { channels }) });
    show();
    there.check(flow);
  };
  const plan = (ms: number) => {
    stopWaiting();
    stopWaiting = whenIdle(() => void check(), ms);
  };
  plan(0);
  const unsubscribe = editor.subscribe(({ flow: after }, { flow: before }) => {
    if (after !== before) plan(afterMs);
  });
  return () => {
    stopped = true;
    stopWaiting();
    presses.stop();
    there.stop();
    unsubscribe();
  };
}

/** After so long, in the next pause between frames; a drag that goes on has it wait a second at most. */
function whenIdle(run: () => void, afterMs: number): () => void {
  let idle = 0;
  const timer = setTimeout(() => {
    // Safari has no such thing yet.
    if (typeof requestIdleCallback === 'function') idle = requestIdleCallback(run, { timeout: 1_000 });
    else run();
  }, afterMs);
  return () => {
    clearTimeout(timer);
    if (idle > 0) cancelIdleCallback(idle);
  };
}
