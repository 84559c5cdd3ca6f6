import type { Rule } from './context.ts';
import { loops } from './graph.ts';
import { issue } from './issue.ts';

/** Loops through which the token could run without ever waiting; at run time the visit limit would end them. */
export const spinningLoops: Rule = (context) =>
  // A node of an unknown type may wait: nothing is claimed.
  loops(context, (id) => isKnownNotToWait(context.nodes.get(id)))
    .map((group) => new Set(group))
    .map((group) => [...context.nodes.keys()].filter((id) => group.has(id)))
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const names = group.map((id) => `"${context.nodes.get(id)?.title}"`).join(', ');
      const text =
        group.length === 1
          ? `${names} leads back to itself without waiting.`
          : `The loop of ${names} never waits.`;
      return [issue('loop.no-wait', { node: first, text })];
    });

function isKnownNotToWait(node: { declaration?: { waits?: boolean } } | undefined): boolean {
  return node?.declaration !== undefined && !node.declaration.waits;
}
