import { z } from 'zod';
import { canonical } from './canonical.ts';
import { durationHint, durationMs } from './duration.ts';
import { isTimeZone } from './expression/time-zone.ts';

/** The number of the file format. A change of format raises it and adds a migration. */
export const flowSchemaNumber = 1;

/** The visits of one turn: what a flow gets when it does not say, and the most it may ask for. */
export const visitLimits = { default: 50, most: 500 };

const maxConfigLength = 50_000;

// Node ids are read in expressions as `nodes.<id>`, where a hyphen would be a minus.
const nodeId = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'Use up to 64 letters, digits and _, and start with a letter.');

const slug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Use lower-case letters, digits and hyphens, such as "web-shop".');

const language = z
  .string()
  .max(35)
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Use a language code such as "en", "de" or "pt-BR".');

const title = z.string().trim().min(1, 'Give it a title.').max(120);

const text = z.object({ language, text: z.string().trim().min(1, 'Write the text.').max(2_000) }).strict();

export const flowSettingsSchema = z
  .object({
    fallbackQueue: z.string().trim().min(1, 'Name the queue.').max(100),
    fallbackTexts: z.array(text).max(50).default([]),
    visitLimit: z.number().int().min(1).max(visitLimits.most).default(visitLimits.default),
    languages: z
      .array(language)
      .min(1, 'Name at least one language.')
      .max(50)
      .refine(isSet, 'Name each language once.')
      .default(['en']),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'Use a time zone such as "Europe/London" or "UTC".')
      .default('UTC'),
    reopenWithin: z
      .string()
      .max(32)
      .refine((value) => durationMs(value) !== undefined, durationHint)
      .default('7d'),
  })
  .strict();

export const flowNodeSchema = z
  .object({
    id: nodeId,
    type: z.string().min(1).max(100),
    title,
    config: z.record(z.string(), z.unknown()).superRefine((config, context) => {
      const problem = jsonProblem(config);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    }),
    position: z.object({ x: z.number(), y: z.number() }).strict().optional(),
  })
  .strict();

export const flowEdgeSchema = z
  .object({ id: z.string().min(1).max(100), from: nodeId, port: z.string().min(1).max(100), to: nodeId })
  .strict();

const size = z
  .object({ width: z.number().min(40).max(4_000), height: z.number().min(24).max(4_000) })
  .strict();

/** One of six, told apart in both themes and by people who tell few colours apart. */
export const groupColours = ['grey', 'blue', 'green', 'amber', 'red', 'violet'] as const;

/** What is drawn beside nodes and edges, for people only: it is in no plan and in no hash. */
export const flowCanvasSchema = z
  .object({
    comments: z
      .array(
        z
          .object({
            id: nodeId,
            text: z.string().max(2_000),
            position: z.object({ x: z.number(), y: z.number() }).strict(),
            size: size.optional(),
          })
          .strict(),
      )
      .max(500)
      .default([]),
    groups: z
      .array(
        z
          .object({
            id: nodeId,
            title: z.string().trim().min(1, 'Give it a title.').max(120),
            colour: z.enum(groupColours),
            nodes: z.array(nodeId).min(1).max(1_000),
          })
          .strict(),
      )
      .max(200)
      .default([]),
    /** Nodes that tidying up leaves where they are. */
    pinned: z.array(nodeId).max(1_000).default([]),
  })
  .strict();

/** The file of a flow. Sizes are bounded; unknown keys are refused, so that a typo is not silently without effect. */
export const flowSchema = z
  .object({
    schema: z.literal(flowSchemaNumber),
    id: slug,
    title,
    settings: flowSettingsSchema,
    nodes: z.array(flowNodeSchema).max(1_000),
    edges: z.array(flowEdgeSchema).max(5_000),
    note: z.string().max(2_000).optional(),
    canvas: flowCanvasSchema.optional(),
  })
  .strict();

export type Flow = z.infer<typeof flowSchema>;
export type FlowNode = Flow['nodes'][number];
export type FlowEdge = Flow['edges'][number];
export type FlowSettings = Flow['settings'];
export type FlowCanvas = z.infer<typeof flowCanvasSchema>;
export type CanvasComment = FlowCanvas['comments'][number];
export type CanvasGroup = FlowCanvas['groups'][number];

function isSet(list: string[]): boolean {
  return new Set(list).size === list.length;
}

function jsonProblem(config: unknown): string | undefined {
  try {
    const { length } = canonical(config);
    return length > maxConfigLength
      ? `The config has ${length} characters as JSON; at most ${maxConfigLength} are allowed.`
      : undefined;
  } catch (error) {
    return error instanceof Error ? error.message : 'The config is not JSON.';
  }
}
