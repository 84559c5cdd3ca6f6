import { z } from 'zod';

const attachment = z.object({
  type: z.string().catch('file'),
  title: z.string().optional().catch(undefined),
  payload: z
    .object({ url: z.string().optional().catch(undefined) })
    .nullish()
    .catch(undefined),
});

const message = z.object({
  mid: z.string().min(1),
  text: z.string().optional(),
  quick_reply: z.object({ payload: z.string() }).optional().catch(undefined),
  attachments: z.array(attachment).optional().catch(undefined),
  is_echo: z.boolean().optional(),
  is_deleted: z.boolean().optional(),
  is_unsupported: z.boolean().optional(),
});

const postback = z.object({
  mid: z.string().optional(),
  title: z.string().optional(),
  payload: z.string().optional(),
});

/** One thing that happened between a customer and the page. What is not read here is let pass. */
const event = z.object({
  sender: z.object({ id: z.string().regex(/^\d{1,30}$/) }),
  recipient: z.object({ id: z.string().regex(/^\d{1,30}$/) }),
  timestamp: z.int().min(0),
  message: message.optional(),
  postback: postback.optional(),
  delivery: z.object({ mids: z.array(z.string()).optional(), watermark: z.int().optional() }).optional(),
  /** Messenger names a time, Instagram a message. */
  read: z.object({ watermark: z.int().optional(), mid: z.string().optional() }).optional(),
});

/** What Meta posts, as far as it is read here: new kinds of events must not hold up the known ones beside them. */
export const metaWebhook = z.object({
  object: z.string(),
  entry: z.array(z.object({ id: z.string(), messaging: z.array(z.unknown()).optional() })),
});

export type MetaEvent = z.output<typeof event>;
export type MetaMessage = z.output<typeof message>;
export type MetaPostback = z.output<typeof postback>;

/** The events that were understood. */
export function metaEvents(things: readonly unknown[]): MetaEvent[] {
  return things.flatMap((thing) => {
    const read = event.safeParse(thing);
    return read.success ? [read.data] : [];
  });
}
