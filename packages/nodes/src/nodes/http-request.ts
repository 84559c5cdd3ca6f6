import { durationMs } from '@throughline/flow/duration';
import { z } from 'zod';
import { defineNode } from '../define-node.ts';
import { duration, expression, name, template } from '../fields.ts';
import { isPath } from '../pick.ts';
import { isStatusRange } from '../status-range.ts';

const maxTimeoutMs = 60_000;

const valueField = template().meta({
  title: 'Value',
  description: 'Text; {{ }} fills in values.',
  widget: 'template',
});

export const httpRequest = defineNode({
  type: 'http-request',
  kind: 'run',
  title: 'HTTP request',
  help: 'Asks another system over HTTP. Only public addresses unless the installation allows more; tried again when that is safe.',
  group: 'work',
  local: ({ method }) => (method === 'GET' ? 'first' : false),
  icon: 'globe',
  config: z.object({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET').meta({
      title: 'Method',
      description: 'GET reads; the others change something and carry an idempotency key.',
    }),
    url: template().min(1, 'Write the address.').meta({
      title: 'URL',
      description:
        'Such as https://orders.example.com/orders/{number}, where {number} is one of the parameters.',
      widget: 'template',
    }),
    parameters: z
      .array(
        z.object({
          name: z
            .string()
            .trim()
            .min(1)
            .max(100)
            .meta({ title: 'Name', description: 'As in {name}, or of the query.' }),
          value: valueField,
        }),
      )
      .default([])
      .meta({
        title: 'Parameters',
        description:
          'Encoded, so that nothing a customer writes changes the address: into {name} in the URL, else into the query.',
        widget: 'list',
      }),
    headers: z
      .array(
        z.object({
          name: z
            .string()
            .regex(/^[A-Za-z0-9-]{1,64}$/, 'Use letters, digits and hyphens.')
            .refine((header) => header.toLowerCase() !== 'authorization', 'Name a credential instead.')
            .meta({ title: 'Name', description: 'Name of the header.' }),
          value: valueField,
        }),
      )
      .default([])
      .meta({
        title: 'Headers',
        description: 'Sent with the request; secrets belong in a credential.',
        widget: 'list',
      }),
    body: expression().optional().meta({
      title: 'Body',
      description: 'An expression whose value is sent as JSON, such as {"order": case.values.order}.',
      widget: 'expression',
    }),
    credential: z.string().trim().max(100).optional().meta({
      title: 'Credential',
      description: 'Name of a stored credential; its secret is added on the way out and never shown.',
      widget: 'credential',
    }),
    timeout: duration()
      .refine((text) => (durationMs(text) ?? 0) <= maxTimeoutMs, 'Use at most 60s.')
      .default('10s')
      .meta({
        title: 'Time limit',
        description: 'How long all tries together may take, at most 60s.',
        widget: 'duration',
      }),
    expect: z
      .array(z.string().trim().refine(isStatusRange, 'Write statuses like 200, 2xx or 200-299.'))
      .min(1)
      .default(['2xx'])
      .meta({
        title: 'Expected statuses',
        description: 'Such as 200, 2xx or 404; any other leaves by "error".',
        widget: 'list',
      }),
    pick: z
      .array(
        z.object({
          name: name().meta({ title: 'Name', description: 'Read as output.fields.<name>.' }),
          path: z
            .string()
            .trim()
            .refine(isPath, 'Write a path like body.items[0].status, headers.etag or status.')
            .meta({
              title: 'Path',
              description: 'Where it stands in the answer, such as body.items[0].status.',
            }),
        }),
      )
      .default([])
      .meta({
        title: 'Fields',
        description: 'What the flow reads of the answer; the rest is kept beside the case.',
        widget: 'list',
      }),
  }),
  ports: [
    { id: 'ok', title: 'OK', required: true },
    { id: 'error', title: 'Failed', required: true },
    { id: 'timeout', title: 'Took too long', required: true },
  ],
  outputs: {
    status: { type: 'number', help: 'Status of the answer; 0 when there was none.' },
    fields: {
      type: 'object',
      help: 'The picked fields; null where the answer does not have one.',
      fields: ({ pick }) => pick.map(({ name }) => name),
    },
    body: { type: 'object', help: 'Reference of the whole body, kept beside the case.' },
  },
});
