import { channelReach, type Reach, type Silence } from './channel-reach.ts';
import { channelRules, type SaidOn } from './channel-rules.ts';
import type { Catalogue, Speech } from './declaration.ts';
import { parseExpression } from './expression.ts';
import type { KnownChannel } from './known-channel.ts';
import type { Flow } from './schema.ts';
import { parseTemplate } from './template.ts';
import { tell } from './tell.ts';
import { keptContext, type Context, type KnownNode } from './validate/context.ts';
import type { Issue } from './validate/issue.ts';
import { issue } from './validate/issue.ts';
import { valueAt } from './value-at.ts';

/**
 * What does not fit a channel on which a case can get to a node: buttons, lengths, what cannot be heard, what comes too late,
 * files that cannot be sent. All are warnings, each with the channels it holds for.
 */
export function channelCheck(flow: Flow, catalogue: Catalogue, channels: KnownChannel[]): Issue[] {
  const context = keptContext(flow, catalogue);
  const reach = channelReach(context, channels);
  const known = keptOf(channels);
  const found = [...context.nodes.values()].flatMap((node) => {
    const key = JSON.stringify([[...(reach.get(node.id) ?? [])], flow.settings.languages]);
    const before = known.get(node);
    if (before?.key === key) return before.found;
    const issues = [...speechIssues(context, node, reach, channels), ...fileIssues(node, reach, channels)];
    known.set(node, { key, found: issues });
    return issues;
  });
  return together(found);
}

/** What was found of nodes that are as they were, for as long as a case gets there as before. */
type Kept = WeakMap<KnownNode, { key: string; found: Found[] }>;

const kept = new WeakMap<KnownChannel[], Kept>();

function keptOf(channels: KnownChannel[]): Kept {
  const known: Kept = kept.get(channels) ?? new WeakMap();
  kept.set(channels, known);
  return known;
}

/** What a node may say, and on which channels, with how long the customer was silent before. */
export function speechesOf(
  context: Context,
  node: KnownNode,
  reach: Reach,
  channels: KnownChannel[],
): { speech: Speech; on: { channel: KnownChannel; silence: Silence }[] }[] {
  return tell(node.declaration?.speaks, node.parsed)
    .map((speech) => inLanguages(speech, context.flow.settings.languages))
    .filter(({ texts }) => texts.some(({ text }) => text.trim() !== ''))
    .map((speech) => ({ speech, on: placesOf(context, node, speech, reach, channels) }));
}

/** What is written in languages that the flow does not speak is not said; the first text is there for everybody. */
function inLanguages({ texts, choices, ...speech }: Speech, languages: string[]): Speech {
  const first = texts[0]?.language;
  const spoken = new Set(languages.map(baseOf));
  const isSaid = ({ language }: { language?: string }) =>
    language === undefined || language === first || spoken.has(baseOf(language));
  return { ...speech, texts: texts.filter(isSaid), ...(choices && { choices: choices.filter(isSaid) }) };
}

function baseOf(language: string): string {
  return language.toLowerCase().split('-')[0] ?? '';
}

/** Where the message of a port is said is where the case then is: the channels of what follows are no measure of it. */
function placesOf(
  context: Context,
  node: KnownNode,
  { port }: Speech,
  reach: Reach,
  channels: KnownChannel[],
) {
  const here = reach.get(node.id) ?? new Map<string, Silence>();
  const named =
    port === undefined
      ? undefined
      : tell(node.declaration?.moves, node.parsed).find((move) => move.port === port);
  return channels.flatMap((channel) => {
    if (named) {
      const goes =
        named.channel === undefined ? !channel.capabilities.spoken : named.channel === channel.name;
      return goes && here.size > 0 ? [{ channel, silence: { ms: 0 } }] : [];
    }
    const silence = here.get(channel.name);
    return silence === undefined ? [] : [{ channel, silence }];
  });
}

function speechIssues(context: Context, node: KnownNode, reach: Reach, channels: KnownChannel[]): Found[] {
  return speechesOf(context, node, reach, channels).flatMap(({ speech, on }) =>
    on.flatMap((place): Found[] => {
      const said: SaidOn = { node, speech, ...place };
      return channelRules.flatMap((rule) =>
        rule(said).map((one) => ({ ...one, node: node.id, channel: place.channel })),
      );
    }),
  );
}

/** A found thing of one channel: `what` is said with the names of all channels it holds for. */
type Found = Omit<Issue, 'severity' | 'fix' | 'text' | 'channels'> & {
  channel: KnownChannel;
  what: (channels: string) => string;
};

function fileIssues(node: KnownNode, reach: Reach, channels: KnownChannel[]): Found[] {
  const reading = node.fields.find(({ path, kind }) => {
    const source = valueAt(node.parsed, path);
    if (typeof source !== 'string' || !source.includes('attachments')) return false;
    const parsed = kind === 'expression' ? parseExpression(source) : parseTemplate(source);
    return parsed.ok && parsed.names.some(([root, field]) => root === 'message' && field === 'attachments');
  });
  if (!reading) return [];
  return channels
    .filter(({ name, capabilities }) => !capabilities.attachments && reach.get(node.id)?.has(name))
    .map((channel) => ({
      code: 'channel.no-files',
      node: node.id,
      path: reading.path,
      channel,
      what: (names) => `“${node.title}” looks for files of the customer, who cannot send any on ${names}.`,
    }));
}

/** What is the same on several channels is one issue. */
function together(found: Found[]): Issue[] {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const key = JSON.stringify([one.code, one.node, one.path, one.what('')]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { code, channel: _, what, ...place } = first;
    // SMS of two providers is one word to an author.
    const names = [...new Set(same.map(({ channel }) => channel.title))];
    return [
      issue(code, { ...place, channels: same.map(({ channel }) => channel.name), text: what(listed(names)) }),
    ];
  });
}

function listed(names: string[]): string {
  const last = names.at(-1) ?? '';
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last;
}
