import { z } from 'zod';
import type { Metrics } from '../api/metrics.ts';
import { Problem } from '../api/problems.ts';
import type { Route } from '../api/route.ts';
import { publicRoute, visitorRoute } from '../api/route.ts';
import type { Authenticate } from '../api/authenticate.ts';
import { bearerOf } from '../api/authenticate.ts';
import { noContent, time, wholeNumber } from '../api/shapes.ts';
import type { EventStreams } from '../api/event-stream.ts';
import { lastEventId } from '../api/event-stream.ts';
import type { CaseGateway } from '../cases/gateway.ts';
import type { FeedEvent } from '../cases/feed-events.ts';
import { topicOf } from '../cases/feed-events.ts';
import type { Stores } from '../stores/database.ts';
import type { Channel } from './channel.ts';
import { chatMessage, chatMessageOf } from './chat-message.ts';
import { readHostIdentity } from './host-identity.ts';
import type { Visitor, VisitorIdentity, VisitorTokens } from './visitor-tokens.ts';
import { maxTextLength, webchatMessage } from './webchat.ts';
import { checkAttached } from './webchat-files.ts';
import { chatStatus, chatStatusOf } from './webchat-status.ts';
import { followConversation, messageChanged } from './webchat-stream.ts';
import { createWebchatVisitor } from './webchat-visitor.ts';

export type WebchatRoutesDeps = {
  stores: Pick<Stores, 'messages' | 'cases' | 'customers' | 'feed' | 'files'>;
  gateway: Pick<CaseGateway, 'receive'>;
  channel: Channel<Visitor>;
  tokens: VisitorTokens;
  streams: EventStreams;
  authenticate: Authenticate;
  metrics: Metrics;
  identitySecret?: string;
  /** What a new window says first, and the languages to choose from. */
  profile: () => Promise<{ greeting?: string; languages: string[] }>;
  now: () => number;
};

const session = z
  .object({
    token: z.string(),
    conversation: z.string(),
    visitor: z.string(),
    expiresAt: time,
    greeting: z.string().optional(),
    languages: z.array(z.string()),
  })
  .meta({ id: 'ChatSession' });

const locale = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'is not a language tag such as en or pt-BR.');

export function webchatRoutes(deps: WebchatRoutesDeps): Route[] {
  const { stores, gateway, channel, tokens, streams, authenticate, metrics, now } = deps;
  const visitorFor = createWebchatVisitor({ stores, tokens, now });

  async function sessionOf(visitor: Visitor): Promise<z.infer<typeof session>> {
    const [{ token, expiresAt }, profile] = await Promise.all([tokens.issue(visitor), deps.profile()]);
    return { token, conversation: visitor.conversation, visitor: visitor.id, expiresAt, ...profile };
  }

  return [
    publicRoute({
      method: 'post',
      path: '/channels/webchat/sessions',
      tag: 'web chat',
      summary: 'Open a chat window: a token for a visitor',
      body: z.strictObject({ identity: z.string().min(1).max(4_000).optional(), locale: locale.optional() }),
      answer: { status: 201, schema: session, text: 'The visitor’s token and conversation.' },
      problems: ['webchat.identity-invalid', 'webchat.identity-off', 'webchat.origin-not-allowed'],
      limit: 'session',
      handle: async ({ body, request }) => {
        const known = await tokens.read(bearerOf(request) ?? '');
        const identity = body.identity === undefined ? undefined : await identityOf(body.identity, deps);
        const visitor = await visitorFor(known, identity);
        return sessionOf({ ...visitor, ...(body.locale !== undefined && { locale: body.locale }) });
      },
    }),
    visitorRoute({
      method: 'post',
      path: '/channels/webchat/sessions/renew',
      tag: 'web chat',
      summary: 'Exchange a token for one that lasts longer',
      answer: { status: 201, schema: session, text: 'The same visitor and conversation, a new token.' },
      limit: 'session',
      handle: async ({ visitor }) => sessionOf(visitor),
    }),
    visitorRoute({
      method: 'post',
      path: '/channels/webchat/messages',
      tag: 'web chat',
      summary: 'Say something; safe to send again with the same id',
      body: webchatMessage,
      answer: {
        status: 202,
        schema: z.object({ id: z.string(), conversation: z.string(), at: time, duplicate: z.boolean() }),
        text: 'The message is kept, and will be answered.',
      },
      problems: ['message.too-long', 'message.unknown-file'],
      limit: 'message',
      handle: async ({ body, visitor }) => {
        const at = now();
        if (body.text.length > maxTextLength) {
          throw new Problem('message.too-long', `Send at most ${maxTextLength} characters at once.`, {
            errors: [
              {
                field: 'text',
                code: 'too-long',
                text: 'is too long.',
                fix: `Send at most ${maxTextLength} characters.`,
              },
            ],
          });
        }
        const parsed = channel.parse({ url: '', headers: {}, body, at }, visitor);
        if (!parsed.ok)
          throw new Problem('body.invalid', 'The message is not valid.', { errors: parsed.issues });
        let duplicate = false;
        for (const { attachments = [], messageId } of parsed.messages)
          await checkAttached(stores.files, { attached: attachments.map(({ id }) => id), messageId });
        for (const message of parsed.messages) ({ duplicate } = await gateway.receive(message));
        metrics.messages.inc({ channel: 'webchat', outcome: duplicate ? 'duplicate' : 'received' });
        return { id: body.id, conversation: visitor.conversation, at, duplicate };
      },
    }),
    visitorRoute({
      method: 'get',
      path: '/channels/webchat/messages',
      tag: 'web chat',
      summary: 'What was said, and who the customer is talking with',
      query: z.strictObject({ after: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional() }),
      answer: {
        status: 200,
        schema: z.object({ messages: z.array(chatMessage), status: chatStatus }),
        text: 'In order, at most 500; ask again with the last seq for more.',
      },
      handle: async ({ query, visitor: { conversation } }) => {
        const rows = await stores.messages.byConversation(conversation, {
          afterSeq: query.after ?? 0,
          limit: 500,
        });
        const last = await stores.messages.lastOf(conversation);
        return {
          messages: rows.flatMap((row) => chatMessageOf(row) ?? []),
          status: chatStatusOf(last && (await stores.cases.get(last.caseId))),
        };
      },
    }),
    visitorRoute({
      method: 'get',
      path: '/channels/webchat/events',
      tag: 'web chat',
      summary:
        'Follow the conversation: events message, status, typing, delivery; Last-Event-ID is the seq of a message',
      answer: { status: 200, raw: 'text/event-stream', text: 'Server-sent events, until the client closes.' },
      problems: ['stream.too-many'],
      handle: async ({ visitor, request, response, log }) => {
        const stream = streams.open(response, visitor.id);
        if (stream === 'gone') return;
        if (stream === 'too-many')
          throw new Problem('stream.too-many', 'Close another window of this chat first.', {
            headers: { 'Retry-After': '30' },
          });
        // Somebody may sign in at this browser while it listens; then its first token opens nothing any more.
        stream.onHeartbeat(() => authenticate.visitor(request));
        followConversation({ ...stores, now }, stream, visitor.conversation, lastEventId(request) ?? 0).catch(
          (error: unknown) => {
            log.warn({ err: error }, 'a chat stream was cut off');
            stream.end();
          },
        );
      },
    }),
    visitorRoute({
      method: 'post',
      path: '/channels/webchat/typing',
      tag: 'web chat',
      summary: 'Say that the customer begins or stops to type',
      body: z.strictObject({ on: z.boolean() }),
      answer: noContent('Passed on.'),
      limit: 'signal',
      handle: async ({ body, visitor: { conversation }, requestId }) => {
        const caseId = (await stores.messages.lastOf(conversation))?.caseId;
        if (caseId === undefined) return;
        const event: FeedEvent = { type: 'typing', data: { caseId, from: 'customer', on: body.on } };
        await stores.feed.append({
          key: `typing:${conversation}:${requestId}`,
          topics: [topicOf.case(caseId)],
          ...event,
        });
      },
    }),
    visitorRoute({
      method: 'post',
      path: '/channels/webchat/seen',
      tag: 'web chat',
      summary: 'Say up to which message the customer has read',
      body: z.strictObject({ seq: z.int().min(0) }),
      answer: noContent('Noted.'),
      limit: 'signal',
      handle: async ({ body, visitor: { conversation } }) => {
        const afterSeq = Math.max(0, body.seq - 200);
        const rows = await stores.messages.byConversation(conversation, { afterSeq, limit: 200 });
        const unseen = rows.filter(
          (row) => row.seq <= body.seq && row.from !== 'customer' && row.delivery !== 'seen',
        );
        if (unseen.length === 0) return;
        await stores.messages.markSeen(
          unseen.map((row) => row._id),
          now(),
        );
        for (const row of unseen) await stores.feed.append(messageChanged(row, 'seen'));
      },
    }),
  ];
}

async function identityOf(
  token: string,
  { identitySecret, now }: WebchatRoutesDeps,
): Promise<VisitorIdentity> {
  if (identitySecret === undefined) {
    throw new Problem(
      'webchat.identity-off',
      'Set WEBCHAT_IDENTITY_SECRET, or open the chat without an identity.',
      {
        errors: [
          {
            field: 'identity',
            code: 'not-set-up',
            text: 'cannot be checked.',
            fix: 'Set WEBCHAT_IDENTITY_SECRET.',
          },
        ],
      },
    );
  }
  const read = await readHostIdentity(token, identitySecret, now());
  if (read.ok) return read.identity;
  throw new Problem('webchat.identity-invalid', read.text, {
    errors: [{ field: 'identity', code: 'invalid', text: 'is not valid.', fix: read.text }],
  });
}
