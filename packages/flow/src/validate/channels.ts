import type { Rule } from './context.ts';
import { issue } from './issue.ts';
import { isRecord } from '../is-record.ts';

/** Entries that listen on a channel nobody set up would never start. By convention, entries name them in `channels`. */
export const channels: Rule = ({ entries, options }) => {
  const { channels: known } = options;
  if (!known) return [];
  return entries.flatMap((node) => {
    const listed: unknown = isRecord(node.parsed) ? node.parsed['channels'] : undefined;
    if (!Array.isArray(listed)) return [];
    return listed.flatMap((channel: unknown, index) => {
      if (typeof channel !== 'string' || known.includes(channel)) return [];
      const text = `"${node.title}" listens on the channel "${channel}", which is not set up (there are: ${known.join(', ') || 'none'}).`;
      return [issue('config.unknown-channel', { node: node.id, path: ['channels', index], text })];
    });
  });
};
