import { z } from 'zod';
import { channelFacts } from '../channels/channel-facts.ts';
import type { FactsConfig } from '../channels/channel-facts.ts';
import type { ChannelSetup } from '../channels/channel-setup.ts';
import { channelSetups } from '../channels/channel-setup.ts';
import type { Channels } from '../channels/index.ts';
import { sendAdvice } from '../channels/send-advice.ts';
import type { TestMessages } from '../channels/test-message.ts';
import { variables } from '../config-schema.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import { capabilities } from './channels.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { time } from './shapes.ts';

export type ChannelSettingsDeps = {
  channels: Channels;
  config: FactsConfig;
  testMessages: TestMessages;
  now: () => number;
};

const variable = z.object({ name: z.string(), help: z.string(), secret: z.boolean() });

const channelSetting = z
  .object({
    name: z.string(),
    title: z.string(),
    provider: z.string().optional(),
    on: z.boolean().meta({ description: 'It is set up.' }),
    docs: z.string().meta({ description: 'Page of the documentation, below /docs.' }),
    required: z.array(variable),
    optional: z.array(variable),
    facts: z.array(
      z.object({
        label: z.string(),
        value: z.string(),
        help: z.string().optional(),
        copy: z.boolean().optional(),
      }),
    ),
    capabilities: capabilities.optional(),
    page: z.string().optional().meta({ description: 'Where it is tried, instead of by a test message.' }),
    destination: z
      .object({ kind: z.enum(['phone', 'email', 'account']), label: z.string(), hint: z.string() })
      .optional(),
  })
  .meta({ id: 'ChannelSetting' });

const testMessage = z
  .object({
    id: z.string(),
    state: z.enum(['sending', 'accepted', 'delivered', 'seen', 'failed']),
    text: z.string().meta({ description: 'What was sent.' }),
    at: time,
    tries: z.int(),
    providerMessageId: z.string().optional(),
    error: z.object({ code: z.string(), text: z.string(), fix: z.string() }).optional(),
  })
  .meta({ id: 'TestMessage' });

const params = z.strictObject({ name: z.string().max(60) });
const testParams = z.strictObject({ name: z.string().max(60), id: z.uuid() });

/** What the settings show of channels, and messages that try them. */
export function channelSettingsRoutes(deps: ChannelSettingsDeps): Route[] {
  const { channels, config, testMessages, now } = deps;
  return [
    staffRoute({
      method: 'get',
      path: '/api/channel-settings',
      tag: 'settings',
      summary:
        'Every channel the product knows: whether it is set up, by which variables, and what is to be known of it',
      answer: {
        status: 200,
        schema: z.object({ channels: z.array(channelSetting) }),
        text: 'Without secrets.',
      },
      handle: async () => ({
        channels: channelSetups.map((setup) => settingOf(setup, channels, config)),
      }),
    }),
    staffRoute({
      method: 'post',
      path: '/api/channels/{name}/test-messages',
      tag: 'settings',
      summary: 'Send a fixed text to one destination, to try a channel; it opens no case',
      params,
      body: z.strictObject({
        id: z
          .uuid()
          .meta({ description: 'Made by the caller: sent again with the same one, nothing more goes out.' }),
        to: z.string().trim().min(1).max(320),
      }),
      answer: { status: 202, schema: z.object({ test: testMessage }), text: 'What came of it so far.' },
      problems: ['channel.not-found', 'channel.no-test', 'channel.too-many-tests'],
      limit: 'test',
      handle: async ({ params: { name }, body, staff }) => {
        const setup = setupOf(name);
        const channel = channels[name];
        if (!channel)
          throw new Problem('channel.not-found', `Set it up first: ${setup.required.join(', ')}.`);
        const { destination } = setup;
        if (!destination)
          throw new Problem('channel.no-test', `Open ${config.publicUrl}${setup.page ?? ''}.`);
        const at = now();
        const sent = await testMessages.send({ ...body, channel, destination, by: staff, at });
        if (!sent.ok && 'until' in sent) {
          const minutes = Math.max(1, Math.ceil((sent.until - at) / 60_000));
          throw new Problem('channel.too-many-tests', `${sent.fix}: try it again in ${minutes} minutes.`, {
            headers: { 'Retry-After': String(Math.max(1, Math.ceil((sent.until - at) / 1_000))) },
          });
        }
        if (!sent.ok)
          throw new Problem('body.invalid', `${destination.label} ${sent.text} ${sent.fix}`, {
            errors: [{ field: 'to', code: 'wrong-value', text: sent.text, fix: sent.fix }],
          });
        return { test: testOf(sent.row, setup) };
      },
    }),
    staffRoute({
      method: 'get',
      path: '/api/channels/{name}/test-messages/{id}',
      tag: 'settings',
      summary: 'How far a message got that tries a channel',
      params: testParams,
      answer: { status: 200, schema: z.object({ test: testMessage }), text: 'For a day.' },
      problems: ['channel.not-found', 'channel.test-not-found'],
      handle: async ({ params: { name, id } }) => {
        const setup = setupOf(name);
        const row = await testMessages.get(name, id);
        if (!row) throw new Problem('channel.test-not-found', 'Those of the last day are known.');
        return { test: testOf(row, setup) };
      },
    }),
  ];
}

function setupOf(name: string): ChannelSetup {
  const setup = channelSetups.find((one) => one.name === name);
  if (!setup) throw new Problem('channel.not-found', 'GET /api/channel-settings lists them.');
  return setup;
}

function settingOf(
  setup: ChannelSetup,
  channels: Channels,
  config: FactsConfig,
): z.infer<typeof channelSetting> {
  const { name, title, provider, docs, required, optional, destination, page } = setup;
  const channel = channels[name];
  return {
    ...{ name, title, docs, on: channel !== undefined },
    required: required.map(variableOf),
    optional: optional.map(variableOf),
    facts: channel ? channelFacts(channel, config) : [],
    ...(provider !== undefined && { provider }),
    ...(channel && { capabilities: channel.capabilities }),
    ...(destination && { destination }),
    ...(page !== undefined && { page }),
  };
}

function variableOf(name: string): z.infer<typeof variable> {
  const about = variables[name];
  return { name, help: about?.help ?? '', secret: about?.secret ?? false };
}

function testOf(row: OutboxRow, setup: ChannelSetup): z.infer<typeof testMessage> {
  const { _id, state, receipt, text, at, attempts, providerMessageId, error } = row;
  const shown = state === 'failed' ? 'failed' : state === 'handed' ? (receipt ?? 'accepted') : 'sending';
  return {
    ...{ id: _id.slice('test:'.length), state: shown, text, at, tries: attempts },
    ...(providerMessageId !== undefined && { providerMessageId }),
    ...(error &&
      state !== 'handed' && {
        error: { code: error.code, text: error.message, fix: sendAdvice(error, setup) },
      }),
  };
}
