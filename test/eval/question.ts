import { z } from 'zod';

export const kinds = [
  'paraphrase',
  'typo',
  'two',
  'near-miss',
  'off-topic',
  'injection',
  'small-talk',
] as const;

/** One question of the evaluation set; README.md says what each field asks of an answer. */
export const question = z.strictObject({
  id: z.string().regex(/^[a-z-]+-\d{3}$/),
  question: z.string().min(1).max(500),
  kind: z.enum(kinds),
  answerable: z.boolean(),
  articles: z.array(z.string()),
  mustContain: z.array(z.array(z.string().min(1)).min(1)),
  mustNotContain: z.array(z.string().min(1)).min(1).optional(),
  split: z.enum(['tune', 'report']),
});

export type Question = z.infer<typeof question>;
