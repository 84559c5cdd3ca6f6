import { channelCodes } from './channel-codes.ts';
import type { ChannelIssueCode } from './channel-codes.ts';
import { codes } from './codes.ts';
import type { IssueCode } from './codes.ts';

/** Something an author should change. An `error` keeps the flow from being published, a `warning` does not. */
export type Issue = {
  code: IssueCode | ChannelIssueCode;
  severity: 'error' | 'warning';
  /** Id of the node. */
  node?: string;
  port?: string;
  /** Id of the edge. */
  edge?: string;
  /** In the node's config when a node is named, else in the file: `["cases", 0, "when"]`. */
  path?: (string | number)[];
  /** Channels on which it is so. */
  channels?: string[];
  /** What is wrong, with the names that people see. */
  text: string;
  /** What to do about it. */
  fix: string;
};

const all = { ...codes, ...channelCodes };

export type IssueDetails = Omit<Issue, 'code' | 'severity' | 'fix'> & {
  severity?: Issue['severity'];
  fix?: string;
};

export function issue(code: Issue['code'], { text, ...details }: IssueDetails): Issue {
  // Messages of schemas come with and without their full stop.
  return { ...all[code], code, ...details, text: /[.…]$/.test(text) ? text : `${text}.` };
}
