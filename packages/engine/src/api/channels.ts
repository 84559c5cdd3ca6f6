import { z } from 'zod';
import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { KnownChannel } from '../channels/known-channels.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

export const capabilities = z
  .object({
    maxTextLength: z.int(),
    choices: z.enum(['buttons', 'numbers', 'spoken']),
    maxChoices: z.int(),
    maxLabelLength: z.int(),
    sources: z.enum(['links', 'text', 'none']),
    typing: z.boolean(),
    receipts: z.enum(['none', 'delivered', 'seen']),
    attachments: z.boolean(),
    sendsFiles: z.boolean().optional(),
    canOpen: z.boolean(),
    windowMs: z.int().optional(),
    live: z.boolean().optional(),
    segments: z.boolean().optional(),
    spoken: z.boolean(),
  } satisfies { [Field in keyof ChannelCapabilities]-?: z.ZodType })
  .meta({ id: 'ChannelCapabilities', description: 'What a channel can do; see docs on channels.' });

const channel = z
  .object({
    name: z.string().meta({ description: 'As flows write it.' }),
    title: z.string(),
    capabilities,
    template: z.boolean().meta({
      description: 'There is an approved template for what is said when the session window is over.',
    }),
  })
  .meta({ id: 'Channel' });

export function channelRoutes({ channels }: { channels: KnownChannel[] }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/channels',
      tag: 'flows',
      summary: 'The channels that are set up, and what each can do',
      answer: { status: 200, schema: z.object({ channels: z.array(channel) }), text: 'Web chat first.' },
      handle: async () => ({ channels }),
    }),
  ];
}
