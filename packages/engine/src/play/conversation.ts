import { durationHint, durationMs } from '@throughline/flow/duration';
import { z } from 'zod';
import { issueLines } from '../input/issue-lines.ts';

const duration = z.string().refine((text) => durationMs(text) !== undefined, durationHint);
const words = z.string().min(1).max(8_000);

const expectation = z.strictObject({
  /** Nodes, or ports as `node:port`, that the case must pass in this turn, in this order; others may lie between. */
  route: z
    .array(z.string().regex(/^\w+(:[\w-]+)?$/, 'Write a node as "reply", a port as "reply:silent".'))
    .optional(),
  /** Each must be in what is said, whatever the letters' case. */
  says: z.array(z.string().min(1)).optional(),
  /** None may be in what is said. */
  neverSays: z.array(z.string().min(1)).optional(),
  /** Each must be in the brief that people get. */
  brief: z.array(z.string().min(1)).optional(),
  /** Who has the case after the turn. */
  owner: z.enum(['flow', 'queue', 'agent', 'nobody']).optional(),
  queue: z.string().min(1).optional(),
  /** How many choices are offered. */
  choices: z.int().min(0).optional(),
});

const acts = ['say', 'press', 'silence'] as const;

const turn = z
  .strictObject({
    /** What the customer writes; several texts are a burst, sent one right after the other. */
    say: z
      .union([words, z.array(words).min(2).max(10)], 'Write a text, or a list of 2 to 10 texts.')
      .optional(),
    /** Label or id of an offered choice to press instead of writing. */
    press: z.string().min(1).optional(),
    /** The customer says nothing for so long. */
    silence: duration.optional(),
    channel: z.literal('webchat').default('webchat'),
    /** Wait so long before saying or pressing it. */
    after: duration.optional(),
    expect: expectation.optional(),
  })
  .refine(
    (turn) => acts.filter((act) => turn[act] !== undefined).length === 1,
    'A turn has exactly one of "say", "press" and "silence".',
  );

/** A recorded conversation: what a customer says, and what must come of it. See docs/conversations.md. */
export const conversation = z.strictObject({
  schema: z.literal(1),
  title: z.string().min(1).max(200),
  /** Circumstances without which it goes another way, such as "closed"; whoever plays it says which hold. */
  needs: z.array(z.string().regex(/^[a-z][a-z0-9-]*$/, 'Write a word such as "closed".')).default([]),
  locale: z.string().optional(),
  turns: z.array(turn).min(1).max(200),
});

export type Conversation = z.output<typeof conversation>;
export type Turn = Conversation['turns'][number];
export type Expectation = z.output<typeof expectation>;

/** Reads a conversation; what is wrong with it is said with path and reason. */
export function parseConversation(
  input: unknown,
): { ok: true; conversation: Conversation } | { ok: false; lines: string[] } {
  const parsed = conversation.safeParse(input);
  return parsed.success
    ? { ok: true, conversation: parsed.data }
    : { ok: false, lines: issueLines(parsed.error) };
}
