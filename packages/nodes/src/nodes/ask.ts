import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { choices, duration, expression, name, template, texts, translations } from '../fields.ts';
import { patternIssue } from '../pattern.ts';
import { silenceOf } from '../silence-of.ts';
import { choicesOf, speechOf, translatedSpeech } from '../speech-of.ts';

export const ask = defineNode({
  type: 'ask',
  kind: 'decide',
  title: 'Ask',
  help: 'Asks the customer one thing, checks what they write, and asks again when it does not fit. Does not ask for what the brief already holds.',
  group: 'talk',
  icon: 'circle-question-mark',
  waits: true,
  answers: 'says',
  config: z
    .object({
      question: template().min(1, 'Write the question.').meta({
        title: 'Question',
        description: 'What the customer is asked; {{ }} fills in values.',
        widget: 'template',
      }),
      translations: translations(),
      type: z
        .enum(['text', 'number', 'date', 'email', 'phone', 'choice', 'order-number'])
        .default('text')
        .meta({
          title: 'Answer',
          description: 'What the answer must be.',
        }),
      choices: choices()
        .max(10)
        .default([])
        .meta({
          title: 'Choices',
          description: 'What can be chosen, when the answer is a choice.',
          widget: 'list',
          when: { type: ['choice'] },
        }),
      pattern: z
        .string()
        .superRefine((pattern, issues) => {
          const issue = patternIssue(pattern);
          if (issue) issues.addIssue({ code: 'custom', message: issue });
        })
        .optional()
        .meta({
          title: 'Pattern',
          description:
            'How order numbers look: # is a digit, @ a letter, * either, as in TL-######; what stands in brackets may be left out, as in (TL-)######.',
          widget: 'text',
          when: { type: ['order-number'] },
        }),
      alreadySaid: z.boolean().default(false).meta({
        title: 'Already said',
        description:
          'Does not ask when what the customer has just written holds the answer; not for answers of type text.',
      }),
      minimum: z
        .number()
        .optional()
        .meta({
          title: 'At least',
          description: 'The smallest number that is taken.',
          when: { type: ['number'] },
        }),
      maximum: z
        .number()
        .optional()
        .meta({
          title: 'At most',
          description: 'The largest number that is taken.',
          when: { type: ['number'] },
        }),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'Use a two-letter country code such as "GB".')
        .optional()
        .meta({
          title: 'Country',
          description: 'Country of phone numbers written without +, such as GB.',
          widget: 'text',
          when: { type: ['phone'] },
        }),
      dateOrder: z
        .enum(['day-first', 'month-first'])
        .default('day-first')
        .meta({
          title: 'Order of a date',
          description: 'Whether 3/4 is the third of April or the fourth of March.',
          when: { type: ['date'] },
        }),
      saveAs: name().optional().meta({
        title: 'Keep as',
        description:
          'Also kept on the case, to be read as case.values.<name>; and the name by which the brief holds the answer.',
        widget: 'text',
      }),
      label: z.string().trim().max(80).optional().meta({
        title: 'Label',
        description:
          'Name of the answer in the brief, such as Order number; empty takes the title of the node for agents, and only "Keep as" finds it again.',
        widget: 'text',
      }),
      freshFor: duration().default('30d').meta({
        title: 'Counts for',
        description:
          'How long an answer in the brief is taken instead of asking, such as 30d; what is older is asked for again.',
        widget: 'duration',
      }),
      askAgainWhen: expression().optional().meta({
        title: 'Ask again when',
        description:
          'Asks though the brief holds the answer when this is true, such as message.text.contains("other order"); true asks every time.',
        widget: 'expression',
      }),
      retries: z.number().int().min(0).max(5).default(2).meta({
        title: 'Retries',
        description: 'How often to ask again before leaving by "not understood".',
      }),
      retryText: texts()
        .default([
          { language: 'en', text: 'Sorry, I did not understand that.' },
          { language: 'de', text: 'Das habe ich leider nicht verstanden.' },
          { language: 'es', text: 'Perdone, no le he entendido.' },
          { language: 'fr', text: 'Désolé, je n’ai pas compris.' },
          { language: 'sv', text: 'Förlåt, det förstod jag inte.' },
        ])
        .meta({
          title: 'Not understood',
          description: 'Said before the question is asked again.',
          widget: 'list',
        }),
      silenceAfter: duration().optional().meta({
        title: 'Silent after',
        description: 'How long to wait, where "silent" is wired; empty waits for as long as it takes.',
        widget: 'duration',
      }),
    })
    .refine(({ type, choices }) => type !== 'choice' || choices.length > 1, {
      path: ['choices'],
      message: 'Give at least two choices.',
    })
    .refine(({ type, pattern }) => type !== 'order-number' || pattern !== undefined, {
      path: ['pattern'],
      message: 'Write how the numbers look, such as TL-######.',
    }),
  ports: [
    { id: 'answered', title: 'Answered', required: true },
    { id: 'not-understood', title: 'Not understood', required: true },
    { id: 'silent', title: 'Silent' },
  ],
  outputs: {
    value: {
      type: 'text',
      help: 'The answer as its type: a number, 2026-12-24, +447700900123, the id of a choice.',
    },
    text: { type: 'text', help: 'What the customer wrote.' },
    attempts: { type: 'number', help: 'How many replies it took; 0 when nothing was asked.' },
    source: { type: 'text', help: '"brief" when the brief held the answer, else "message".' },
    messages: { type: 'list', help: 'Ids of the messages that say so.' },
    turn: { type: 'number', help: 'Turn of the case in which it was answered.' },
  },
  speaks: ({ question, translations, type, choices, retryText }) => [
    {
      ...translatedSpeech('Question', 'question', { text: question, translations }),
      ...(type === 'choice' && { choices: choicesOf(choices) }),
    },
    speechOf('Not understood', 'retryText', retryText),
  ],
  silences: ({ silenceAfter }) => silenceOf('silent', silenceAfter),
  sets: ({ saveAs }) => (saveAs === undefined ? [] : [saveAs]),
});
