import type { Issue } from '@throughline/flow/validate';

/** What is wrong with a flow file, each with its place and what to do. */
export function printIssues(file: string, issues: Issue[]): void {
  if (issues.length === 0) console.log(`${file}: no problems found.`);
  for (const { severity, code, node, port, path, text, fix } of issues) {
    const place = [node, port, path].filter((part) => part !== undefined).join(' / ');
    console.log(`${severity} ${code}${place ? ` at ${place}` : ''}: ${text}\n  ${fix}`);
  }
}
