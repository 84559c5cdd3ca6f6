import type { Flow, FlowNode } from '@throughline/flow/schema';
import type { Issue } from '@throughline/flow/validate';
import type { CheckOptions } from './keep-checked.ts';

/** Has the server check a flow with nodes that check more than this page is told of. */
export type CheckedThere = {
  /** Asks in a moment, where the flow has such nodes; who is away is asked again with the next edit. */
  check(flow: Flow): void;
  /** What was found here, and what the server found in such nodes, as long as they are as they were. */
  withTheirs(flow: Flow, own: Issue[]): Issue[];
  stop(): void;
};

const pauseMs = 600;

export function createCheckedThere(
  { checkedThere = new Set(), ask }: Pick<CheckOptions, 'checkedThere' | 'ask'>,
  onAnswer: () => void,
): CheckedThere {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asked: Flow | undefined;
  let theirs: { nodes: ReadonlySet<FlowNode>; issues: Issue[] } = { nodes: new Set(), issues: [] };

  async function askAbout(flow: Flow, say: NonNullable<typeof ask>): Promise<void> {
    asked = flow;
    const answer = await say(flow).catch(() => undefined);
    // Another flow has been asked about meanwhile, or nobody answered.
    if (asked !== flow || !answer) return;
    theirs = { nodes: new Set(flow.nodes), issues: answer.issues };
    onAnswer();
  }
  return {
    check(flow) {
      clearTimeout(waiting);
      if (ask && flow !== asked && flow.nodes.some(({ type }) => checkedThere.has(type)))
        waiting = setTimeout(() => void askAbout(flow, ask), pauseMs);
    },
    withTheirs({ nodes }, own) {
      const same = new Set(
        nodes.filter((node) => checkedThere.has(node.type) && theirs.nodes.has(node)).map(({ id }) => id),
      );
      const known = new Set(own.map(keyOf));
      const further = theirs.issues.filter(
        (issue) => issue.node !== undefined && same.has(issue.node) && !known.has(keyOf(issue)),
      );
      return [...own, ...further];
    },
    stop() {
      clearTimeout(waiting);
      asked = undefined;
    },
  };
}

function keyOf({ code, node, port, edge, path, text }: Issue): string {
  return JSON.stringify([code, node, port, edge, path, text]);
}
