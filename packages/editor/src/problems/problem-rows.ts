import type { Catalogue } from '@throughline/flow/declaration';
import type { Flow } from '@throughline/flow/schema';
import type { Issue } from '@throughline/flow/validate';
import { formFields } from '../inspector/form-fields.ts';

export type ProblemRow = { issue: Issue; where: string; field: string };

/** Issues as they are listed: errors first, then as the check found them, each with the names of its place. */
export function problemRows(issues: Issue[], flow: Flow, catalogue: Catalogue): ProblemRow[] {
  const nodes = new Map(flow.nodes.map((node) => [node.id, node]));
  const edges = new Map(flow.edges.map((edge) => [edge.id, edge]));
  const title = (id: string) => nodes.get(id)?.title ?? id;
  return issues
    .toSorted((one, other) => rank(one) - rank(other))
    .map((issue) => {
      const node = issue.node === undefined ? undefined : nodes.get(issue.node);
      const edge = issue.edge === undefined ? undefined : edges.get(issue.edge);
      if (edge) return { issue, where: `${title(edge.from)} → ${title(edge.to)}`, field: '' };
      if (node) return { issue, where: node.title, field: fieldTitle(issue, node.type, catalogue) };
      return { issue, where: issue.path?.[0] === 'settings' ? 'Settings of the flow' : 'Flow', field: '' };
    });
}

function rank({ severity }: Issue): number {
  return severity === 'error' ? 0 : 1;
}

function fieldTitle({ path, port }: Issue, type: string, catalogue: Catalogue): string {
  if (port !== undefined) return `port ${port}`;
  const [key, index] = path ?? [];
  if (typeof key !== 'string') return '';
  const declaration = Object.hasOwn(catalogue, type) ? catalogue[type] : undefined;
  const field = declaration && formFields(declaration.config).find((one) => one.key === key);
  const place = typeof index === 'number' ? ` ${index + 1}` : '';
  return `${field?.title ?? key}${place}`;
}
