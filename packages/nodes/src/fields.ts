import { z } from 'zod';
import { durationHint, durationMs } from '@throughline/flow/duration';

// Schemas that several nodes share. `.meta({ title, description, widget })` is put on where a field is used, last, because
// a wrapper (`optional`, `default`) does not carry the words of what it wraps.

/**
 * Source text of an expression. In a runner's config it has become the value it gave; a decider gets the source and
 * evaluates it itself.
 */
export type Expression = string & z.$brand<'expression'>;

export const expression = () =>
  z.string().trim().min(1, 'Write an expression.').max(4_000).brand<'expression'>();

export const template = () => z.string().max(8_000);

export const duration = () =>
  z
    .string()
    .trim()
    .refine((text) => durationMs(text) !== undefined, durationHint);

/** A name that expressions can read after a dot. */
export const name = () =>
  z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'Use letters, digits and _, and do not start with a digit.');

/** The id of a node of the flow, as the flow's own schema has it. */
export const nodeId = () => z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'Choose a node of the flow.');

/** An id in a port's or a choice's name. */
export const id = () =>
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Use lower-case letters, digits and hyphens.');

export const language = () =>
  z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Use a language code such as "en" or "de".')
    .meta({ title: 'Language', description: 'Code of the language, such as en, de or sv.' });

const localText = () =>
  z.object({
    language: language(),
    text: template().meta({
      title: 'Text',
      description: 'What the customer reads in this language.',
      widget: 'template',
    }),
  });

/** One text in several languages; the first serves every language that is not listed. */
export const texts = () => z.array(localText()).min(1, 'Keep at least one language.');

/** Other languages of a text that its author wrote in one. */
export const translations = () =>
  z.array(localText()).default([]).meta({
    title: 'Translations',
    description: 'The same text in other languages; chosen by the language of the case.',
    widget: 'list',
  });

export const choices = () =>
  z.array(
    z.object({
      id: id().meta({
        title: 'Id',
        description: 'What the flow reads as message.choice when it is pressed.',
      }),
      label: template().min(1).max(200).meta({
        title: 'Label',
        description: 'What the customer reads on the button.',
        widget: 'template',
      }),
    }),
  );
