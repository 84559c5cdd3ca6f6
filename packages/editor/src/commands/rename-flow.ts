import type { Command } from './command.ts';

export function renameFlow(title: string): Command {
  return {
    title: `Renamed the flow to “${title}”`,
    series: 'rename flow',
    apply: (flow) => (flow.title === title ? flow : { ...flow, title }),
  };
}
