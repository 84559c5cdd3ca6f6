import { isRecord } from '@throughline/flow/is-record';
import { migrateFlow } from '@throughline/flow/migrations';
import type { Flow } from '@throughline/flow/schema';
import { z } from 'zod';

const point = z.object({ x: z.number(), y: z.number() });
const size = z.object({ width: z.number(), height: z.number() });

/** What is left out is as a new flow has it. */
const settings = z.looseObject({
  fallbackQueue: z.string().default(''),
  fallbackTexts: z.array(z.looseObject({ language: z.string(), text: z.string() })).default([]),
  visitLimit: z.number().optional(),
  languages: z.array(z.string()).default(['en']),
  timeZone: z.string().default('UTC'),
  reopenWithin: z.string().default('7d'),
});

/** What has to be there to be drawn. All else may be half written: `validate` says what is wrong with it. */
const drawingSchema = z.looseObject({
  schema: z.literal(1),
  id: z.string(),
  title: z.string(),
  settings,
  nodes: z.array(
    z.looseObject({
      id: z.string(),
      type: z.string(),
      title: z.string(),
      config: z.record(z.string(), z.unknown()),
      position: point.optional(),
    }),
  ),
  edges: z.array(z.looseObject({ id: z.string(), from: z.string(), port: z.string(), to: z.string() })),
  canvas: z
    .object({
      comments: z
        .array(z.looseObject({ id: z.string(), text: z.string(), position: point, size: size.optional() }))
        .default([]),
      groups: z
        .array(
          z.looseObject({
            id: z.string(),
            title: z.string(),
            colour: z.string(),
            nodes: z.array(z.string()),
          }),
        )
        .default([]),
      pinned: z.array(z.string()).default([]),
    })
    .optional(),
});

export type Drawing = { ok: true; flow: Flow } | { ok: false; text: string };

/** A flow of a file or a draft, brought to today's schema; in words, why it cannot be drawn. */
export function readDrawing(flowLike: unknown): Drawing {
  if (!isRecord(flowLike))
    return { ok: false, text: 'It is not a flow: a flow is an object with nodes and edges.' };
  const migrated = migrateFlow(flowLike);
  if (!migrated.ok) return { ok: false, text: migrated.text };
  const found = drawingSchema.safeParse(migrated.flow);
  // Loose parts are judged by `validate`, which reads the whole.
  if (found.success) return { ok: true, flow: found.data as unknown as Flow };
  const [first] = found.error.issues;
  const place = first?.path.join('.') ?? '';
  return {
    ok: false,
    text: `It cannot be drawn: ${place ? `${place}: ` : ''}${first?.message ?? 'unknown'}`,
  };
}

/** As `readDrawing`; throws `FlowUnreadable` for what cannot be drawn. */
export function drawingOf(flowLike: unknown): Flow {
  const drawing = readDrawing(flowLike);
  if (!drawing.ok) throw new FlowUnreadable(drawing.text);
  return drawing.flow;
}

export class FlowUnreadable extends Error {
  override name = 'FlowUnreadable';
}
