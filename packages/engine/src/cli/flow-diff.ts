import type { FieldChange, FlowDiff } from '@throughline/flow/diff-flows';
import { diffFlows, isEqual, isSameVersion } from '@throughline/flow/diff-flows';
import { loadNodes } from '../custom-nodes.ts';
import type { FlowInstallation, Where } from './flow-installation.ts';
import { openInstallation } from './flow-installation.ts';
import { readFlow } from './flow-source.ts';

export type DiffFlags = Where & { json?: boolean };

/** Exits as diff does: 0 when they are the same, 1 when they differ, 2 when that cannot be said. */
export async function diffOf(before: string, after: string, { json, ...where }: DiffFlags): Promise<void> {
  let opened: Promise<FlowInstallation> | undefined;
  const installation = () => (opened ??= openInstallation(where));
  process.exitCode = 2;
  try {
    const { catalogue } = await loadNodes();
    const [old, now] = [await readFlow(before, installation), await readFlow(after, installation)];
    const diff = diffFlows(old, now, catalogue);
    if (json) console.log(JSON.stringify({ ...diff, sameVersion: isSameVersion(diff) }, null, 2));
    else for (const line of linesOf(diff)) console.log(line);
    process.exitCode = isEqual(diff) ? 0 : 1;
  } finally {
    await (await opened)?.close();
  }
}

const signs = { added: '+', removed: '-', moved: '~', changed: '~', rewired: '~' } as const;

function linesOf(diff: FlowDiff): string[] {
  const { flow, settings, nodes, edges, comments, groups, reordered } = diff;
  if (isEqual(diff)) return ['They are the same.'];
  return [
    ...fieldLines('~ flow', flow),
    ...fieldLines('~ settings', settings),
    ...nodes.flatMap(({ id, title, type, change, fields }) => {
      const line = `${signs[change]} node ${quoted(title)} (${id}, ${type})${change === 'moved' ? ': moved' : ''}`;
      return [line, ...fields.flatMap(valueLines)];
    }),
    ...(reordered ? ['~ the order of nodes'] : []),
    ...edges.map((edge) => {
      const before = 'before' in edge ? edge.before : undefined;
      const after = 'after' in edge ? edge.after : undefined;
      const to = before === undefined || after === undefined ? (after ?? before) : `${before} => ${after}`;
      return `${signs[edge.change]} edge ${edge.from}.${edge.port} -> ${to}`;
    }),
    ...comments.map(({ id, change }) => `${signs[change]} comment ${id}`),
    ...groups.map(({ id, change }) => `${signs[change]} group ${id}`),
    ...(isSameVersion(diff) ? ['Only the picture differs: as a version they are the same.'] : []),
  ];
}

function fieldLines(title: string, fields: FieldChange[]): string[] {
  return fields.length === 0 ? [] : [title, ...fields.flatMap(valueLines)];
}

function valueLines({ title, ...field }: FieldChange): string[] {
  return [
    `    ${title}`,
    ...('before' in field ? [`      - ${quoted(field.before)}`] : []),
    ...('after' in field ? [`      + ${quoted(field.after)}`] : []),
  ];
}

/** In one line, without what a terminal would obey. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\uFFFD');
}
