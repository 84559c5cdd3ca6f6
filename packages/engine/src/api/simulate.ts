import type { Logger } from 'pino';
import { z } from 'zod';
import type { RunInput } from '@throughline/flow/effect';
import type { Json } from '@throughline/flow/json';
import type { NodeError, NodeResult } from '@throughline/flow/node-result';
import { conversationOn, timedOut } from '@throughline/flow/simulate';
import type { Place } from '@throughline/nodes/place';
import { HttpTimeout } from '@throughline/nodes/run-context';
import { NodeFailure } from '@throughline/nodes/runner';
import type { Runners } from '../cases/node-activities.ts';
import type { PretendDeps } from '../cases/pretend-context.ts';
import { createPretendContexts } from '../cases/pretend-context.ts';
import type { Channels } from '../channels/index.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { jsonValue } from './shapes.ts';

export type SimulateDeps = PretendDeps & { runners: Runners; channels: Channels; log: Logger };

/** A node that has not ended by then is given up. */
const runWithinMs = 30_000;
const bodyBytes = 512 * 1024;

const name = z.string().min(1).max(100);
const text = z.string().max(8_000);
const json = z.record(z.string(), jsonValue);
const identifier = z.strictObject({
  kind: name,
  value: z.string().min(1).max(320),
  level: z.enum(['verified', 'claimed']),
});
const message = z.looseObject({
  id: name,
  channel: name,
  conversation: z.string().max(200),
  text,
  sentAt: z.number(),
});
const customer = z.looseObject({ id: name, verified: z.boolean() });

/** As `step` asks for a run; see `RunInput`. */
const input = z.strictObject({
  config: json,
  messages: z.array(message).max(50),
  customer,
  case: z.looseObject({ id: name, turn: z.int(), values: json, brief: json }),
  nodes: z.record(z.string(), z.looseObject({ port: z.string(), visit: z.int(), output: json })),
  policies: z.strictObject({ version: z.int(), values: json }),
  languages: z.array(name).min(1).max(50),
});

const body = z.strictObject({
  simulation: z.string().regex(/^[A-Za-z0-9-]{8,64}$/, 'Use 8 to 64 letters, digits and hyphens.'),
  run: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_]{0,63}#[1-9]\d{0,5}$/,
      'Write it as the node and its visit, such as "answer#1".',
    ),
  nodeType: name,
  input,
  identifiers: z.array(identifier).max(20).default([]),
  /** Where the customer wrote, the newest first. */
  heard: z
    .array(z.strictObject({ channel: name, at: z.number(), messages: z.int().min(0) }))
    .max(20)
    .default([]),
  history: z
    .array(z.strictObject({ from: z.enum(['customer', 'bot', 'agent']), text }))
    .max(20)
    .default([]),
  contents: json.default({}),
  http: z.boolean().default(false).meta({ description: 'Whether other systems may be called.' }),
});

type Body = z.output<typeof body>;

export function simulateRoutes(deps: SimulateDeps): Route[] {
  const { runners, log, now } = deps;
  const contextOf = createPretendContexts(deps);

  async function run(asked: Body): Promise<{ outcome: Ran; kept: { [content: string]: Json } }> {
    const runner = Object.hasOwn(runners, asked.nodeType) ? runners[asked.nodeType] : undefined;
    if (!runner) {
      const unknown = `No node that acts has the type "${asked.nodeType}" here.`;
      return { outcome: { error: { code: 'node.unknown-type', message: unknown } }, kept: {} };
    }
    const signal = AbortSignal.timeout(runWithinMs);
    const { context, kept } = contextOf(
      {
        ...asked,
        id: asked.simulation,
        caseId: asked.input.case.id,
        customer: customerOf(asked),
        places: placesOf(asked),
      },
      signal,
    );
    try {
      const ended = await Promise.race([
        runner(asked.input as unknown as RunInput as never, context),
        gaveUp(signal),
      ]);
      return { outcome: ended === 'timeout' ? { error: timedOut } : { result: ended }, kept };
    } catch (error) {
      return { outcome: { error: errorOf(error, signal) }, kept: {} };
    }
  }

  function placesOf({ heard, input: { messages } }: Body): Place[] {
    return heard.flatMap(({ channel, at, messages: said }) => {
      const capabilities = deps.channels[channel]?.capabilities;
      if (!capabilities) return [];
      const { windowMs } = capabilities;
      const place = { channel, conversation: conversationOn(channel), capabilities, proven: true };
      const current = messages.at(-1)?.channel === channel;
      return [{ ...place, current, heardAt: at, heard: said, ...(windowMs && { openUntil: at + windowMs }) }];
    });
  }

  return [
    staffRoute({
      method: 'post',
      path: '/api/flows/simulate/run',
      tag: 'flows',
      summary: 'Run one node that acts for a simulation: no customer, case or channel is touched',
      body,
      bodyLimitBytes: bodyBytes,
      answer: {
        status: 200,
        schema: z.object({
          outcome: z.union([
            z.object({ result: z.looseObject({ port: z.string() }) }),
            z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
          ]),
          contents: json.meta({
            description: 'What the node kept beside its result; later runs take it along.',
          }),
          tookMs: z.int(),
        }),
        text: 'What the node found, or how it failed.',
      },
      limit: 'simulate',
      handle: async ({ body: asked }) => {
        const began = now();
        const { outcome, kept } = await run(asked);
        const tookMs = Math.max(0, now() - began);
        log.info(
          { nodeType: asked.nodeType, failed: 'error' in outcome, tookMs },
          'a node ran for a simulation',
        );
        return { outcome, contents: kept, tookMs } as never;
      },
    }),
  ];
}

type Ran = { result: NodeResult } | { error: NodeError };

function customerOf({ input: { customer: given }, identifiers }: Body) {
  return { ...given, identifiers } as RunInput['customer'] & { identifiers: Body['identifiers'] };
}

function gaveUp(signal: AbortSignal): Promise<'timeout'> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve('timeout'), { once: true });
  });
}

/** As the worker tells it to the case. */
function errorOf(error: unknown, signal: AbortSignal): NodeError {
  if (error instanceof NodeFailure) return { code: error.code, message: error.message };
  if (error instanceof HttpTimeout || signal.aborted) return timedOut;
  return { code: 'node.failed', message: error instanceof Error ? error.message : 'The node failed.' };
}
