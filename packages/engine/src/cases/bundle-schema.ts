import { z } from 'zod';
import type { CaseBundle } from './case-bundle.ts';

/** An exported case, as far as its verification reads it. What passes is given on as it came: digests are over all of it. */
export const bundleSchema = z.unknown().superRefine((value, context) => {
  for (const { path, message } of shape.safeParse(value).error?.issues ?? [])
    context.addIssue({ code: 'custom', path, message });
}) as z.ZodType as z.ZodType<CaseBundle>;

const plan = z.looseObject({
  flow: z.looseObject({ id: z.string(), hash: z.string() }),
  settings: z.looseObject({ fallbackQueue: z.string() }),
  entries: z.array(z.string()),
  nodes: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      kind: z.enum(['run', 'decide']),
      config: z.looseObject({}),
      fields: z.array(z.looseObject({ path: z.array(z.union([z.string(), z.number()])) })),
      ports: z.record(z.string(), z.string().nullable()),
    }),
  ),
});

const shape = z.looseObject({
  schema: z.literal(1),
  case: z.looseObject({
    _id: z.string(),
    lastSeq: z.int().min(0),
    flow: z.looseObject({ hash: z.string() }),
  }),
  plan: plan.nullable(),
  otherVersions: z.array(z.looseObject({ plan, flow: z.looseObject({}) })).optional(),
  journal: z.array(
    z.looseObject({
      entry: z.looseObject({
        _id: z.string(),
        caseId: z.string(),
        seq: z.int().min(1),
        at: z.number(),
        type: z.string(),
        actor: z.looseObject({ kind: z.string() }),
        eventId: z.string(),
        refs: z.array(z.string()),
        effects: z.array(z.string()),
        eventDigest: z.string(),
        decisionDigest: z.string(),
        prev: z.string(),
        digest: z.string(),
      }),
      content: z
        .looseObject({
          event: z.looseObject({
            id: z.string(),
            at: z.number(),
            type: z.string(),
            actor: z.looseObject({ kind: z.string() }),
          }),
          effects: z.array(z.looseObject({ type: z.string() })),
          decision: z.string(),
          salt: z.string(),
        })
        .optional(),
    }),
  ),
  messages: z.array(z.looseObject({ _id: z.string(), from: z.string(), at: z.number() })),
});
