import { z } from 'zod';
import { closedReasons } from '@throughline/nodes/place';
import type { Places } from '../cases/places.ts';
import { replyFiles, replyFilesWays } from '../cases/reply-files.ts';
import type { Stores } from '../stores/database.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { idParams, time } from './shapes.ts';

const place = z
  .object({
    channel: z.string(),
    conversation: z.string().optional().meta({ description: 'None where somebody has to call first.' }),
    address: z.string().optional().meta({ description: 'The customer’s number or address there.' }),
    current: z.boolean().meta({ description: 'The answers go there now.' }),
    heardAt: time.optional(),
    openUntil: time.optional(),
    byTemplate: z
      .boolean()
      .optional()
      .meta({ description: 'Only an approved template can be sent there now.' }),
    files: z.enum(replyFilesWays).meta({
      description: 'How the customer gets files of a reply there: with it, as links, or not at all.',
    }),
    why: z.string().optional().meta({ description: 'Why answers cannot go there; left out where they can.' }),
  })
  .meta({ id: 'Place' });

export function placeRoutes({ stores, places }: { stores: Stores; places: Places }): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/cases/{id}/places',
      tag: 'cases',
      summary: 'Where the customer of a case can be reached, and why not elsewhere',
      params: idParams,
      answer: {
        status: 200,
        schema: z.object({ places: z.array(place) }),
        text: 'Where the customer was heard last comes first.',
      },
      problems: ['case.not-found'],
      handle: async ({ params }) => {
        if (!(await stores.cases.get(params.id)))
          throw new Problem('case.not-found', 'GET /api/cases lists them.');
        const all = await places.of(params.id);
        return {
          places: all.map(({ theirs, closed, capabilities, heard: _h, proven: _p, ...known }) => {
            const why = closed
              ? closedReasons[closed]
              : capabilities.spoken && !known.current
                ? 'Somebody has to call first.'
                : undefined;
            return {
              ...known,
              files: replyFiles(capabilities),
              ...(theirs !== undefined && { address: theirs }),
              ...(why !== undefined && { why }),
            };
          }),
        };
      },
    }),
  ];
}
