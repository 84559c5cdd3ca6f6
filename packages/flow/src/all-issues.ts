import { channelCheck } from './channel-check.ts';
import type { KnownChannel } from './known-channel.ts';
import type { Catalogue } from './declaration.ts';
import type { Flow } from './schema.ts';
import { parseFlow, validate, type Issue } from './validate.ts';

/** What an installation has; what is left out is not checked. */
export type Installed = { policies?: string[]; channels?: KnownChannel[] };

/** All that the page, the API and the terminal say of a flow: what is wrong with it, then what does not fit a channel. */
export function allIssues(flow: Flow, catalogue: Catalogue, installed: Installed = {}): Issue[] {
  const { channels } = installed;
  const issues = validate(flow, catalogue, named(installed));
  return channels ? [...issues, ...channelCheck(flow, catalogue, channels)] : issues;
}

/** The same of what may be no flow at all: then it says why. */
export function allIssuesIn(flowLike: unknown, catalogue: Catalogue, installed: Installed = {}): Issue[] {
  const flow = parseFlow(flowLike);
  return flow ? allIssues(flow, catalogue, installed) : validate(flowLike, catalogue, named(installed));
}

function named({ policies, channels }: Installed) {
  return {
    ...(policies && { policies }),
    ...(channels && { channels: channels.map(({ name }) => name) }),
  };
}
