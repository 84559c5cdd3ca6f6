import { z } from 'zod';

/** What ConversationRelay sends over its WebSocket; frames we do not know are left alone. */
export const relayFrame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('setup'),
    callSid: z.string().max(200),
    from: z.string().max(200).default(''),
    to: z.string().max(200),
  }),
  z.object({
    type: z.literal('prompt'),
    voicePrompt: z.string().max(20_000),
    /** False while the caller still speaks. */
    last: z.boolean().default(true),
  }),
  z.object({ type: z.literal('dtmf'), digit: z.string().regex(/^[0-9*#A-D]$/) }),
  z.object({ type: z.literal('interrupt') }),
  z.object({ type: z.literal('error'), description: z.string().max(2_000).default('') }),
]);

export type RelayFrame = z.output<typeof relayFrame>;

/** What it takes. `last` ends what is said in one go. */
export type RelayCommand =
  { type: 'text'; token: string; last: boolean } | { type: 'end'; handoffData: string };
