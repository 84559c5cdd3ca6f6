import type { Issue } from './issue.ts';

/** Every code that `channelCheck` can give, and what to do. What does not fit a channel still goes out, in another form. */
export const channelCodes = {
  'channel.too-many-buttons': warning('Offer fewer choices, or leave it at the numbers.'),
  'channel.label-too-long': warning('Shorten the label, or leave it at the numbers.'),
  'channel.text-too-long': warning('Shorten the text, or say it in two messages.'),
  'channel.no-spoken-form': warning(
    'Say it in words that can be heard, or send it in writing after the call.',
  ),
  'channel.window': warning('Say it earlier, set up an approved template, or move to another channel first.'),
  'channel.window-in-loop': warning(
    'Let the loop end before then, move to another channel in it, or set up an approved template.',
  ),
  'channel.no-files': warning('Ask for the files on another channel, or go another way on this one.'),
} satisfies { [code: string]: Pick<Issue, 'severity' | 'fix'> };

export type ChannelIssueCode = keyof typeof channelCodes;

function warning(fix: string): { severity: 'warning'; fix: string } {
  return { severity: 'warning', fix };
}
