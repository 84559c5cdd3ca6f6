import { z } from 'zod';
import { fieldErrors } from '../../api/field-errors.ts';
import type { CallReport, ReadReport } from './telephony.ts';

/** The kinds of fields in what providers send, each by a name of its own. */
export const field = {
  word: z.string().max(200),
  speech: z.string().max(20_000).optional(),
  confidence: z.coerce.number().min(0).max(1).optional().catch(undefined),
  digits: z
    .string()
    .regex(/^[0-9*#A-D]{0,50}$/, 'holds what no keypad has.')
    .optional(),
  seconds: z.coerce.number().int().min(0).optional().catch(undefined),
};

export function readForm<Form>(
  form: z.ZodType<Form>,
  body: unknown,
  reportOf: (fields: Form) => CallReport,
): ReadReport {
  const read = form.safeParse(body);
  return read.success
    ? { ok: true, report: reportOf(read.data) }
    : { ok: false, issues: fieldErrors(read.error.issues) };
}

type Said = {
  speech: string | undefined;
  confidence: number | undefined;
  digits: string | undefined;
};

/** What was not said, or not pressed, may be empty. */
export function saidIn({ speech, confidence, digits }: Said): Pick<CallReport, 'speech' | 'digits'> {
  return {
    // Some recognisers always say 0: they have no opinion.
    ...(speech && { speech: { text: speech, ...(confidence && { confidence }) } }),
    ...(digits && { digits }),
  };
}

const over = new Set(['completed', 'busy', 'failed', 'no-answer', 'timeout', 'cancel', 'canceled']);

/** `placed`: by us. */
export function endIn(status: string, placed: boolean): Pick<CallReport, 'ended' | 'unanswered'> {
  const ended = over.has(status);
  if (!ended || !placed || status === 'completed') return { ended };
  return { ended, unanswered: status === 'busy' ? 'busy' : 'no-answer' };
}
