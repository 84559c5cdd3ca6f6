import { z } from 'zod';
import type { FeedStore } from '../stores/feed.ts';
import type { Authenticate } from './authenticate.ts';
import type { EventStreams } from './event-stream.ts';
import { lastEventId } from './event-stream.ts';
import { topicPermissions } from './permissions.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import type { Role, StaffMember } from './staff.ts';

export type EventsDeps = { feed: FeedStore; streams: EventStreams; authenticate: Authenticate };

const topic = '(?:cases|queues|flows|articles|case:[\\w-]{1,100}|flow:[a-z0-9-]{1,64})';

const topics = z
  .string()
  .max(2_000)
  .regex(new RegExp(`^${topic}(?:,${topic}){0,29}$`), 'is not a list of topics.')
  .transform((value) => value.split(','))
  .meta({
    type: 'string',
    description:
      'Up to 30 of `cases`, `queues`, `case:<id>`, `flows`, `flow:<id>`, `articles`, separated by commas.',
  });

export function eventRoutes({ feed, streams, authenticate }: EventsDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/events',
      tag: 'cases',
      summary:
        'Follow changes: case.changed, message.added, message.changed, file.changed, journal.added, typing, flow.changed, article.changed; resumes by Last-Event-ID',
      query: z.strictObject({ topics }),
      answer: {
        status: 200,
        raw: 'text/event-stream',
        text: 'Server-sent events. `reset` says that events were missed: read anew.',
      },
      problems: ['stream.too-many'],
      handle: async ({ query, staff, request, response, log }) => {
        refuseTopics(query.topics, staff);
        const last = await feed.last();
        const from = lastEventId(request);
        const stream = streams.open(response, staff.id);
        if (stream === 'gone') return;
        if (stream === 'too-many')
          throw new Problem('stream.too-many', 'Close another window first.', {
            headers: { 'Retry-After': '30' },
          });
        const after = from === null ? last : from;
        // The account may be closed, signed out, or of another role, while it listens.
        stream.onHeartbeat(async () =>
          refuseTopics(query.topics, await authenticate.staff(request, response)),
        );
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

function refuseTopics(topics: string[], { role }: StaffMember): void {
  for (const name of topics) {
    const kind = name.replace(/:.*/, '') as keyof typeof topicPermissions;
    const allowed: readonly Role[] = topicPermissions[kind];
    if (allowed.includes(role)) continue;
    const text = `You are signed in as ${role}; the topic ${kind} is for: ${allowed.join(', ')}.`;
    throw new Problem('auth.not-allowed', text);
  }
}

/** Old events are removed; a reader who comes back after that has missed some. */
async function isTrimmed(feed: FeedStore, from: number, last: number): Promise<boolean> {
  if (from >= last) return false;
  const [next] = await feed.read({ after: from, limit: 1 });
  return next?.seq !== from + 1;
}
