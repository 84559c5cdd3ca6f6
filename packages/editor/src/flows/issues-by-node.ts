import type { Issue } from '@throughline/flow/validate';

const known = new WeakMap<Issue[], Map<string, Issue[]>>();
const none: Issue[] = [];

/** The issues of one node; the same list for as long as nothing was checked again. */
export function issuesOfNode(issues: Issue[], node: string): Issue[] {
  let byNode = known.get(issues);
  if (!byNode) {
    byNode = new Map();
    for (const issue of issues) {
      if (issue.node === undefined) continue;
      byNode.set(issue.node, [...(byNode.get(issue.node) ?? []), issue]);
    }
    known.set(issues, byNode);
  }
  return byNode.get(node) ?? none;
}
