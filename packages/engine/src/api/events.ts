import { z } from 'zod';
import type { FeedStore } from '../stores/feed.ts';
import type { Authenticate } from './authenticate.ts';
import type { EventStreams } from './event-stream.ts';
import { lastEventId } from './event-stream.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

export type EventsDeps = { feed: FeedStore; streams: EventStreams; authenticate: Authenticate };

const topics = z
  .string()
  .max(2_000)
  .regex(
    /^(cases|queues|case:[\w-]{1,100})(,(cases|queues|case:[\w-]{1,100})){0,29}$/,
    'is not a list of topics.',
  )
  .transform((value) => value.split(','))
  .meta({ type: 'string', description: 'Up to 30 of `cases`, `queues`, `case:<id>`, separated by commas.' });

export function eventRoutes({ feed, streams, authenticate }: EventsDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/events',
      tag: 'cases',
      summary:
        'Follow changes: case.changed, message.added, message.changed, file.changed, journal.added, typing; resumes by Last-Event-ID',
      query: z.strictObject({ topics }),
      answer: {
        status: 200,
        raw: 'text/event-stream',
        text: 'Server-sent events. `reset` says that events were missed: read anew.',
      },
      problems: ['stream.too-many'],
      handle: async ({ query, staff, request, response, log }) => {
        const last = await feed.last();
        const from = lastEventId(request);
        const stream = streams.open(response, staff.id);
        if (stream === 'gone') return;
        if (stream === 'too-many')
          throw new Problem('stream.too-many', 'Close another window first.', {
            headers: { 'Retry-After': '30' },
          });
        const after = from === null ? last : from;
        // The account may be closed, or signed out, while it listens.
        stream.onHeartbeat(() => authenticate.staff(request, response));
        const isGap = from !== null && (from > last || (await isTrimmed(feed, from, last)));
        if (isGap) stream.send({ type: 'reset', id: last, data: {} });
        feed
          .follow({
            after: isGap ? last : after,
            topics: query.topics,
            signal: stream.signal,
            onEvents: (events) => {
              for (const { seq, type, data } of events) stream.send({ type, id: seq, data });
            },
          })
          .catch((error: unknown) => {
            log.warn({ err: error }, 'an event stream was cut off');
            stream.end();
          });
      },
    }),
  ];
}

/** Old events are removed; a reader who comes back after that has missed some. */
async function isTrimmed(feed: FeedStore, from: number, last: number): Promise<boolean> {
  if (from >= last) return false;
  const [next] = await feed.read({ after: from, limit: 1 });
  return next?.seq !== from + 1;
}
