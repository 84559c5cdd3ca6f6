import type { Catalogue } from '@throughline/flow/declaration';
import type { Flow } from '@throughline/flow/schema';
import type { Installed } from '@throughline/flow/all-issues';
import { allIssuesIn } from '@throughline/flow/all-issues';
import type { Issue } from '@throughline/flow/validate';
import { parseFlow } from '@throughline/flow/validate';
import { readJsonFile } from '../input/read-json-file.ts';

export type CheckedFlow = { ok: true; flow: Flow; issues: Issue[] } | { ok: false; issues: Issue[] };

/** Parsed JSON of a flow file, whatever it holds. Throws `InputError` for a file that is not there or not JSON. */
export const readFlowFile = (file: string): Promise<unknown> => readJsonFile(file);

/** Brought to today's schema and checked against the nodes that are installed; warnings alone do not refuse. */
export function checkFlow(input: unknown, catalogue: Catalogue, installed: Installed = {}): CheckedFlow {
  const issues = allIssuesIn(input, catalogue, installed);
  if (issues.some(({ severity }) => severity === 'error')) return { ok: false, issues };
  const flow = parseFlow(input);
  if (!flow) throw new Error('A flow without errors could not be read.');
  return { ok: true, flow, issues };
}
