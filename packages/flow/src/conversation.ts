import { z } from 'zod';
import { callbackMisses } from './callback.ts';
import { durationHint, durationMs } from './duration.ts';
import type { Json } from './json.ts';
import type { NodeError, NodeResult } from './node-result.ts';

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

/** Each turn is one of these. Only the first three can be played at a real chat; a test on the clock does all. */
const acts = ['say', 'press', 'silence', 'agent', 'nobody', 'closes', 'call'] as const;

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
    /** A person takes the case, answers, gives it back to the flow, or closes it. */
    agent: z
      .union(
        [z.enum(['claims', 'returns', 'closes']), z.strictObject({ replies: words })],
        'Write "claims", "returns", "closes" or { "replies": "..." }.',
      )
      .optional(),
    /** Nobody takes the case for as long as the flow waits for a person. */
    nobody: z.literal(true).optional(),
    /** The customer says that nothing more is needed. */
    closes: z.literal(true).optional(),
    /** What comes of the call that the flow asked for. */
    call: z.enum(['answered', ...callbackMisses]).optional(),
    /** Where the customer writes. */
    channel: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,63}$/, 'Write a channel such as "webchat" or "sms".')
      .default('webchat'),
    /** Wait so long before it. */
    after: duration.optional(),
    expect: expectation.optional(),
  })
  .refine(
    (turn) => acts.filter((act) => turn[act] !== undefined).length === 1,
    'A turn has exactly one of "say", "press", "silence", "agent", "nobody", "closes" and "call".',
  );

const json: z.ZodType<Json> = z.json();
const jsonObject = z.record(z.string(), json);

/** What a node that acts found, or how it failed. */
const outcome = z.union(
  [
    z.strictObject({ fails: z.strictObject({ code: z.string().min(1), message: z.string() }) }),
    z.looseObject({ port: z.string().min(1), output: jsonObject.optional() }),
  ],
  'Write what the node found, with its "port"; or "fails" with code and message.',
) as unknown as z.ZodType<RecordedOutcome>;

/** As a runner ends: what it returned, or the failure that the case was told of. */
export type RecordedOutcome = NodeResult | { fails: NodeError };

/** A recorded conversation: what a customer says, and what must come of it. See docs/conversations.md. */
export const conversation = z.strictObject({
  schema: z.literal(1),
  title: z.string().min(1).max(200),
  /** Circumstances without which it goes another way, such as "closed"; whoever plays it says which hold. */
  needs: z.array(z.string().regex(/^[a-z][a-z0-9-]*$/, 'Write a word such as "closed".')).default([]),
  locale: z.string().optional(),
  /** When it begins, for tests on the clock. */
  at: z.iso.datetime({ offset: true, error: 'Write a moment such as "2026-11-23T10:00:00Z".' }).optional(),
  /** Who the customer is to begin with; nobody known without it. */
  customer: z
    .strictObject({
      name: z.string().min(1).max(200).optional(),
      language: z.string().max(35).optional(),
      verified: z.boolean().optional(),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    })
    .optional(),
  /** The policies that the flow reads, as they were. */
  policies: jsonObject.optional(),
  /** What nodes that act found: by visit, as "answer#2", or of every visit, as "answer". */
  results: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z]\w*(#[1-9]\d*)?$/, 'Write a node as "answer", its second visit as "answer#2".'),
      outcome,
    )
    .optional(),
  turns: z.array(turn).min(1).max(200),
});

export type Conversation = z.output<typeof conversation>;
export type Turn = Conversation['turns'][number];
export type Expectation = z.output<typeof expectation>;

/** Whether a turn can be played at a real chat. */
export function isChatTurn({ say, press, silence, channel }: Turn): boolean {
  return channel === 'webchat' && (say ?? press ?? silence) !== undefined;
}
