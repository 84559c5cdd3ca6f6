import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { duration, expression, template, texts } from '../fields.ts';
import { silenceOf } from '../silence-of.ts';
import { speechOf } from '../speech-of.ts';

export const escalate = defineNode({
  type: 'escalate',
  kind: 'decide',
  title: 'Escalate',
  help: 'Hands the case to people, with the brief, and waits until they give it back. The customer is told.',
  group: 'people',
  icon: 'users',
  waits: true,
  answers: 'hands-over',
  config: z.object({
    queue: template().min(1, 'Name a queue.').meta({
      title: 'Queue',
      description: 'Name of the queue, or what a route node chose: {{ nodes.route.output.queue }}.',
      widget: 'template',
    }),
    skill: template().optional().meta({
      title: 'Skill',
      description: 'What the person must know; empty asks for none.',
      widget: 'template',
    }),
    priority: expression().prefault('3').meta({
      title: 'Priority',
      description: '1 is served first, 5 last; a number, or nodes.route.output.priority.',
      widget: 'expression',
    }),
    reason: template().min(1).default('The customer needs a person.').meta({
      title: 'Reason',
      description: 'Why a person is needed; read by whoever takes the case.',
      widget: 'template',
    }),
    text: texts()
      .default([
        {
          language: 'en',
          text: 'I am passing you to a colleague, who can read everything we wrote. You will not have to explain it again.',
        },
        {
          language: 'de',
          text: 'Ich gebe Sie an eine Kollegin oder einen Kollegen weiter. Dort ist alles zu lesen, Sie müssen nichts noch einmal erklären.',
        },
        {
          language: 'es',
          text: 'Le paso con una persona de nuestro equipo, que puede leer todo lo escrito. No tendrá que explicarlo otra vez.',
        },
        {
          language: 'fr',
          text: 'Je vous passe un collègue, qui peut lire tout notre échange. Vous n’aurez pas à vous expliquer de nouveau.',
        },
        {
          language: 'sv',
          text: 'Jag kopplar dig till en kollega, som kan läsa allt vi har skrivit. Du behöver inte förklara det igen.',
        },
      ])
      .meta({
        title: 'Text',
        description: 'Said to the customer when the case is handed over.',
        widget: 'list',
      }),
    waitFor: duration().optional().meta({
      title: 'Wait for',
      description:
        'How long people have before the flow goes on by "nobody"; empty waits for as long as it takes.',
      widget: 'duration',
    }),
  }),
  ports: [
    { id: 'returned', title: 'Given back' },
    { id: 'nobody', title: 'Nobody in time' },
  ],
  speaks: ({ text }) => [speechOf('Text', 'text', text)],
  silences: ({ waitFor }) => silenceOf('nobody', waitFor),
  outputs: {
    unanswered: {
      type: 'number',
      help: 'How many messages of the customer nobody has answered, when the case is given back; left out when none.',
    },
  },
});
