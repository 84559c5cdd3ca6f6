import { z } from 'zod';
import type { Json } from '@throughline/flow/json';
import { roles } from './staff.ts';

/** Pieces that the schemas of several routes share. */
export const id = z
  .string()
  .min(1)
  .max(200)
  .regex(/^\P{Cc}+$/u, 'has characters that no id has.');

export const idParams = z.strictObject({ id });

/** A whole number in a query, where everything is text. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'is not a whole number.')
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .meta({ type: 'integer', minimum: least, maximum: most });

/** Words in a query: one line. */
export const words = z
  .string()
  .trim()
  .max(200)
  .regex(/^\P{Cc}*$/u, 'has control characters.');

export const longText = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !value.includes('\0'), 'has a NUL character.')
    .transform((value) => value.replaceAll(halfSurrogates, '\uFFFD'));

export const role = z.enum(roles);
export const time = z.int().meta({ description: 'Milliseconds since the epoch.' });
export const email = z.email().max(254);
export const password = z.string().min(10).max(200);
export const personName = z.string().trim().min(1).max(100);

export const user = z
  .object({ id: z.string(), name: z.string(), email: z.string(), role, disabled: z.boolean().optional() })
  .meta({ id: 'User' });

/** Any JSON; that it is JSON, the reader of bodies has made sure of. */
export const jsonValue = z
  .unknown()
  .refine((value) => value !== undefined, 'is missing.')
  .transform((value) => value as Json);

export const noContent = (text: string) => ({ status: 204, text }) as const;

/** Halves of characters, which JSON can carry and no store can keep. */
export const halfSurrogates = /\p{Surrogate}/gu;
