import { z } from 'zod';
import type { Attachment } from '@throughline/flow/message';
import type { CaseRow } from '../stores/cases.ts';
import type { CustomerRow } from '../stores/customers.ts';
import type { FileRow } from '../stores/files.ts';
import type { MessageRow } from '../stores/messages.ts';
import { time } from './shapes.ts';

const owner = z.enum(['flow', 'queue', 'agent', 'nobody']);

/** A case in a list. */
export const caseSummary = z
  .object({
    id: z.string(),
    customer: z.object({ id: z.string(), name: z.string().optional() }),
    channel: z.string(),
    owner,
    agent: z.object({ id: z.string(), name: z.string() }).optional(),
    queue: z
      .object({
        name: z.string(),
        reason: z.string(),
        priority: z.number(),
        skill: z.string().optional(),
        since: time,
      })
      .optional(),
    language: z.string().optional(),
    tags: z.array(z.string()),
    turn: z.int(),
    issue: z.string().optional().meta({ description: 'What it is about, from the brief.' }),
    unread: z.int().meta({ description: 'Messages of the customer that no person has answered.' }),
    lastMessage: z
      .object({ text: z.string(), at: time, from: z.enum(['customer', 'bot', 'agent', 'note']) })
      .optional(),
    openedAt: time,
    updatedAt: time,
    closedAt: time.optional(),
    closeReason: z.string().optional(),
    reopened: z.int(),
    joinedInto: z.string().optional().meta({ description: 'Id of the case that it goes on in.' }),
    erasedAt: time.optional(),
    usage: z
      .object({ calls: z.int(), inputTokens: z.int(), outputTokens: z.int(), cost: z.number() })
      .optional()
      .meta({ description: 'What its answers took of a paid model; cost in US dollars.' }),
    flow: z.object({ id: z.string(), hash: z.string() }),
    call: z
      .object({ since: time })
      .optional()
      .meta({ description: 'In lists, there while the customer is on the telephone.' }),
  })
  .meta({ id: 'CaseSummary' });

export function caseSummaryOf(
  row: CaseRow,
  customer: Pick<CustomerRow, 'name'> | null | undefined,
): z.input<typeof caseSummary> {
  const { _id, customerId, channel, tags, turn, unread, openedAt, updatedAt, reopened, flow } = row;
  return {
    id: _id,
    customer: { id: customerId, ...(customer?.name !== undefined && { name: customer.name }) },
    channel,
    owner: row.owner,
    ...(row.agent && { agent: row.agent }),
    ...(row.queue && { queue: row.queue }),
    ...(row.language !== undefined && { language: row.language }),
    tags,
    turn,
    ...(row.brief?.issue && { issue: row.brief.issue.text }),
    unread,
    ...(row.lastMessage && { lastMessage: row.lastMessage }),
    openedAt,
    updatedAt,
    ...(row.closedAt !== undefined && { closedAt: row.closedAt }),
    ...(row.closeReason !== undefined && { closeReason: row.closeReason }),
    reopened,
    ...(row.joinedInto !== undefined && { joinedInto: row.joinedInto }),
    ...(row.erasedAt !== undefined && { erasedAt: row.erasedAt }),
    ...(row.usage && { usage: row.usage }),
    flow,
  };
}

const statement = z.object({ text: z.string(), messages: z.array(z.string()) });

export const brief = z
  .object({
    issue: statement.optional(),
    steps: z.array(statement),
    facts: z.array(
      statement.extend({
        name: z.string().optional().meta({ description: 'By which the flow finds it again.' }),
        value: z.union([z.string(), z.number()]).optional(),
        at: time.optional(),
      }),
    ),
    commitments: z.array(
      statement.extend({
        id: z.string(),
        dueAt: time.optional(),
        state: z.enum(['open', 'due', 'kept', 'broken']),
      }),
    ),
    mood: statement.optional(),
    openQuestion: statement.optional(),
  })
  .meta({ id: 'Brief' });

/** A sentence that reads like a promise, and that nobody has confirmed or dismissed. */
export const proposedPromise = z
  .object({ id: z.string(), text: z.string(), dueAt: time.optional(), message: z.string() })
  .meta({ id: 'ProposedPromise' });

const choice = z.object({ id: z.string(), label: z.string() });
const source = z.object({ articleId: z.string(), version: z.int(), title: z.string() });

const attachment = z
  .object({
    id: z.string().meta({ description: 'For GET /api/files/{id}.' }),
    name: z.string(),
    mediaType: z.string(),
    bytes: z.int().meta({ description: '0 while it is not known.' }),
    state: z
      .enum(['kept', 'coming', 'lost'])
      .meta({ description: '`coming`: it is being fetched from the channel’s provider.' }),
  })
  .meta({ id: 'Attachment' });

/** A message as staff see it, notes included. */
export const staffMessage = z
  .object({
    id: z.string(),
    seq: z.int(),
    conversation: z.string(),
    channel: z.string(),
    from: z.enum(['customer', 'bot', 'agent', 'note']),
    author: z.string().optional(),
    text: z.string(),
    choices: z.array(choice).optional(),
    sources: z.array(source).optional(),
    attachments: z.array(attachment).optional(),
    choice: z.string().optional(),
    original: z
      .object({ mail: z.boolean(), html: z.boolean() })
      .optional()
      .meta({ description: 'Of a mail: whether there is GET /api/messages/{id}/original, and .../html.' }),
    at: time,
    delivery: z.enum(['stored', 'delivered', 'seen', 'failed']),
    erasedAt: time.optional(),
    cameWith: z.string().optional().meta({ description: 'Id of the case that it came with, by a join.' }),
  })
  .meta({ id: 'Message' });

/** `files`: what is known by now of those that messages name. */
export function staffMessageOf(
  { _id, ...row }: MessageRow,
  files: ReadonlyMap<string, FileRow>,
): z.input<typeof staffMessage> {
  return {
    id: _id,
    seq: row.seq,
    conversation: row.conversation,
    channel: row.channel,
    from: row.from,
    ...(row.author !== undefined && { author: row.author }),
    text: row.text,
    ...(row.choices && { choices: row.choices }),
    ...(row.sources && { sources: row.sources }),
    ...(row.attachments && {
      attachments: row.attachments.map((told) => attachmentOf(told, files.get(told.id))),
    }),
    ...(row.choice !== undefined && { choice: row.choice }),
    ...(row.original && { original: row.original }),
    at: row.at,
    delivery: row.delivery,
    ...(row.erasedAt !== undefined && { erasedAt: row.erasedAt }),
  };
}

/** The message says what was told when it came; its file knows better once it is there. */
function attachmentOf(told: Attachment, file: FileRow | undefined): z.input<typeof attachment> {
  const { name, mediaType, bytes } = file ?? told;
  const state = file === undefined ? 'lost' : file.state === 'wanted' ? 'coming' : file.state;
  return { id: told.id, name, mediaType, bytes, state };
}

export const suggestion = z
  .object({
    run: z.string(),
    say: z.array(
      z.object({
        text: z.string(),
        choices: z.array(choice).optional(),
        sources: z.array(source).optional(),
        language: z.string().optional(),
      }),
    ),
    at: time,
  })
  .meta({ id: 'Suggestion', description: 'What the flow would have said while a person has the case.' });

export const identifier = z
  .object({
    kind: z.string(),
    value: z.string(),
    level: z.enum(['verified', 'claimed']),
    author: z.string(),
    evidence: z
      .union([z.string(), z.record(z.string(), z.unknown())])
      .optional()
      .meta({ description: 'What the level rests on.' }),
    at: time,
    shared: z
      .boolean()
      .optional()
      .meta({ description: 'Several people use it: it leads to nobody by itself.' }),
  })
  .meta({ id: 'Identifier' });
