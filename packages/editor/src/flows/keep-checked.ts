import type { KnownChannel } from '@throughline/flow/channel-check';
import type { Catalogue } from '@throughline/flow/declaration';
import type { FlowEditor } from './flow-editor.ts';

/** Channels are left out for those who are not told them. */
export type CheckOptions = { catalogue: Catalogue; policies: string[]; channels?: KnownChannel[] };

/**
 * Checks the flow as it is edited, when nothing was edited for a moment; returns what stops it. The rules come after the
 * drawing: with the expressions they read they are a third of the page.
 */
export function keepChecked(
  editor: FlowEditor,
  { catalogue, policies, channels }: CheckOptions,
  afterMs = 150,
): () => void {
  let stopped = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const check = async () => {
    const [{ validate }, { channelCheck }] = await Promise.all([
      import('@throughline/flow/validate'),
      import('@throughline/flow/channel-check'),
    ]);
    if (stopped) return;
    const { flow, setIssues } = editor.getState();
    const names = channels && { channels: channels.map(({ name }) => name) };
    const issues = validate(flow, catalogue, { policies, ...names });
    setIssues([...issues, ...(channels ? channelCheck(flow, catalogue, channels) : [])]);
  };
  const plan = (ms: number) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void check(), ms);
  };
  plan(0);
  const unsubscribe = editor.subscribe(({ flow: after }, { flow: before }) => {
    if (after !== before) plan(afterMs);
  });
  return () => {
    stopped = true;
    clearTimeout(waiting);
    unsubscribe();
  };
}
