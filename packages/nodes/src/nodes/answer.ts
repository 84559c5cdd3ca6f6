import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { language, nodeId, texts } from '../fields.ts';
import { inLanguages, speechOf } from '../speech-of.ts';
import type { LocalText } from '../texts.ts';

export const answer = defineNode({
  type: 'answer',
  kind: 'run',
  safeInSimulation: true,
  title: 'Answer',
  help: 'Answers from the passages found, with their sources. When unsure it offers titles to choose from; when it does not know, it says nothing.',
  group: 'know',
  icon: 'message-circle-reply',
  answers: 'says',
  config: z.object({
    from: nodeId().meta({
      title: 'Passages from',
      description: 'The retrieve node whose passages the answer may use.',
      widget: 'node',
      puttingOut: 'passages',
    }),
    instructions: z.string().trim().max(4_000).optional().meta({
      title: 'Instructions',
      description: 'How to answer, such as the tone or the length. Facts belong in the knowledge base.',
      widget: 'long-text',
    }),
    languages: z.array(language()).default([]).meta({
      title: 'Languages',
      description:
        'Languages it may answer in, the first for everybody else; none listed means those of the flow.',
      widget: 'list',
    }),
    offer: texts()
      .default([
        { language: 'en', text: 'I am not quite sure which of these you mean. Please choose:' },
        { language: 'de', text: 'Ich bin nicht ganz sicher, was davon Sie meinen. Bitte wählen Sie:' },
        { language: 'es', text: 'No estoy seguro de a cuál de estos temas se refiere. Elija uno:' },
        { language: 'fr', text: 'Je ne suis pas sûr du sujet dont vous parlez. Veuillez choisir :' },
        { language: 'sv', text: 'Jag är inte helt säker på vilket av dessa du menar. Välj ett:' },
      ])
      .meta({ title: 'Offer', description: 'Said before the titles when it is unsure.', widget: 'list' }),
    somethingElse: texts()
      .default([
        { language: 'en', text: 'Something else' },
        { language: 'de', text: 'Etwas anderes' },
        { language: 'es', text: 'Otra cosa' },
        { language: 'fr', text: 'Autre chose' },
        { language: 'sv', text: 'Något annat' },
      ])
      .meta({
        title: 'Something else',
        description: 'Label of the choice "something-else".',
        widget: 'list',
      }),
    person: texts()
      .default([
        { language: 'en', text: 'Talk to a person' },
        { language: 'de', text: 'Mit einem Menschen sprechen' },
        { language: 'es', text: 'Hablar con una persona' },
        { language: 'fr', text: 'Parler à une personne' },
        { language: 'sv', text: 'Prata med en person' },
      ])
      .meta({ title: 'A person', description: 'Label of the choice "person".', widget: 'list' }),
  }),
  ports: [
    { id: 'answered', title: 'Answered', required: true, says: true },
    { id: 'offered', title: 'Offered', required: true, says: true },
    { id: 'not-sure', title: 'Not sure', required: true },
    { id: 'error', title: 'Failed' },
  ],
  // The answer itself is made when it is asked for.
  speaks: ({ offer, somethingElse, person }) => [
    {
      ...speechOf('Offer', 'offer', offer),
      choices: [...labelsOf('somethingElse', somethingElse), ...labelsOf('person', person)],
    },
  ],
  outputs: {
    confidence: { type: 'number', help: 'How sure the answer is, from 0 to 1.' },
    articles: { type: 'list', help: 'Ids of the articles the answer stands on, or that were offered.' },
    dropped: { type: 'number', help: 'How many statements were left out because nothing supports them.' },
    policyVersion: { type: 'number', help: 'Version of the policies that were used.' },
  },
});

function labelsOf(key: string, texts: LocalText[]) {
  return inLanguages(key, texts).map(({ text, ...place }) => ({ label: text, ...place }));
}
