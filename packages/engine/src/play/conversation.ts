import { durationMs } from '@throughline/flow/duration';
import { z } from 'zod';

const duration = z
  .string()
  .refine((text) => durationMs(text) !== undefined, 'Write a duration such as "2s" or "24h".');

const expectation = z
  .strictObject({
    /** Nodes that must be visited in this turn, in this order; others may lie between. */
    route: z.array(z.string().min(1)).optional(),
    /** Each must be in what is said, whatever the case. */
    says: z.array(z.string().min(1)).optional(),
    /** None may be in what is said. */
    neverSays: z.array(z.string().min(1)).optional(),
    /** Who has the case after the turn. */
    owner: z.enum(['flow', 'queue', 'agent', 'nobody']).optional(),
    queue: z.string().min(1).optional(),
    /** How many choices are offered. */
    choices: z.int().min(0).optional(),
  })
  .optional();

const turn = z.union([
  z.strictObject({
    say: z.string().min(1).max(8_000),
    /** Label or id of an offered choice to press instead of writing. */
    press: z.never().optional(),
    channel: z.literal('webchat').default('webchat'),
    /** Wait so long before saying it. */
    after: duration.optional(),
    expect: expectation,
  }),
  z.strictObject({ press: z.string().min(1), after: duration.optional(), expect: expectation }),
  /** The customer says nothing for so long. */
  z.strictObject({ silence: duration, expect: expectation }),
]);

/** A recorded conversation: what a customer says, and what must come of it. See docs/conversations.md. */
export const conversation = z.strictObject({
  schema: z.literal(1),
  title: z.string().min(1).max(200),
  locale: z.string().optional(),
  turns: z.array(turn).min(1).max(200),
});

export type Conversation = z.output<typeof conversation>;
export type Turn = Conversation['turns'][number];
export type Expectation = NonNullable<z.output<typeof expectation>>;

/** Reads a conversation; what is wrong with it is said with path and reason. */
export function parseConversation(
  input: unknown,
): { ok: true; conversation: Conversation } | { ok: false; text: string } {
  const parsed = conversation.safeParse(input);
  return parsed.success
    ? { ok: true, conversation: parsed.data }
    : { ok: false, text: z.prettifyError(parsed.error) };
}
