import type { FlowSettings } from '@throughline/flow/schema';
import type { Command } from './command.ts';

export function setSettings(change: Partial<FlowSettings>): Command {
  return {
    title: 'Changed the settings of the flow',
    series: `settings ${Object.keys(change).join(' ')}`,
    apply: (flow) => ({ ...flow, settings: { ...flow.settings, ...change } }),
  };
}
