import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';

/** How the customer gets files of a reply at a place: with it, as links in it, or not at all. */
export const replyFilesWays = ['sent', 'links', 'none'] as const;

export function replyFiles({
  spoken,
  sendsFiles,
}: Pick<ChannelCapabilities, 'spoken' | 'sendsFiles'>): (typeof replyFilesWays)[number] {
  if (spoken) return 'none';
  return sendsFiles ? 'sent' : 'links';
}
