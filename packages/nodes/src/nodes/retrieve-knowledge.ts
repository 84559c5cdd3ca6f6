import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { template } from '../fields.ts';

export const retrieveKnowledge = defineNode({
  type: 'retrieve-knowledge',
  kind: 'run',
  safeInSimulation: true,
  title: 'Retrieve knowledge',
  help: 'Looks up the passages of the knowledge base that fit the question. A pressed title brings that article, for the question asked before.',
  group: 'know',
  icon: 'book-open',
  config: z.object({
    query: template().min(1).default('{{ message.text }}').meta({
      title: 'Question',
      description: 'What to look for; usually what the customer wrote.',
      widget: 'template',
    }),
    limit: z.number().int().min(1).max(50).default(8).meta({
      title: 'Passages',
      description: 'How many passages to bring at most.',
    }),
    minimumConfidence: z.number().min(0).max(1).default(0).meta({
      title: 'Minimum confidence',
      description:
        'Below this, from 0 to 1, it counts as nothing found. 0 leaves the judgement to the answer node.',
    }),
  }),
  ports: [
    { id: 'found', title: 'Found', required: true },
    { id: 'nothing', title: 'Nothing found', required: true },
    { id: 'error', title: 'Failed' },
  ],
  outputs: {
    confidence: { type: 'number', help: 'How likely the best article answers the question, from 0 to 1.' },
    count: { type: 'number', help: 'How many passages were found.' },
    bestTitle: { type: 'text', help: 'Title of the best article, or empty.' },
    question: { type: 'text', help: 'The question that was looked up.' },
    passages: { type: 'object', help: 'Reference of the passages, for the answer node.' },
  },
});
