import { isRecord } from '../is-record.ts';
import type { KnownNode, Rule } from './context.ts';
import type { Issue } from './issue.ts';
import { issue } from './issue.ts';

/**
 * A channel that nobody set up: an entry that listens on it would never start, a case would never go there. By convention,
 * configs name channels in a list `channels`, or one in `channel`, where it may be a template.
 */
export const channels: Rule = ({ nodes, options }) => {
  const { channels: known } = options;
  if (!known) return [];
  return [...nodes.values()].flatMap((node) =>
    named(node).flatMap(({ channel, path }): Issue[] => {
      if (known.includes(channel) || channel.includes('{{')) return [];
      const does = node.declaration?.entry ? 'listens on' : 'names';
      const text = `"${node.title}" ${does} the channel "${channel}", which is not set up (there are: ${known.join(', ') || 'none'}).`;
      return [issue('config.unknown-channel', { node: node.id, path, text })];
    }),
  );
};

function named({ parsed }: KnownNode): { channel: string; path: (string | number)[] }[] {
  if (!isRecord(parsed)) return [];
  const listed: unknown[] = Array.isArray(parsed['channels']) ? parsed['channels'] : [];
  return [
    ...listed.map((channel, index) => ({ channel, path: ['channels', index] })),
    { channel: parsed['channel'], path: ['channel'] },
  ].flatMap(({ channel, path }) => (typeof channel === 'string' ? [{ channel, path }] : []));
}
