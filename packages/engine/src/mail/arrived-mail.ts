import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { EmailConfig } from '../channel-config.ts';
import type { Verified } from '../channels/channel.ts';
import type { ConversationIds } from '../crypto/derived-ids.ts';
import type { CaseStore } from '../stores/cases.ts';
import type { ConversationRow, ConversationStore } from '../stores/conversations.ts';
import type { CustomerStore } from '../stores/customers.ts';
import type { MailThreadStore } from '../stores/mail-threads.ts';
import type { MessageStore } from '../stores/messages.ts';
import { provesSender } from './authentication-results.ts';
import type { Bounce } from './bounce.ts';
import { bounceOf } from './bounce.ts';
import type { Mail, MailEnvelope, MailPerson } from './mail.ts';
import { domainOf, isNoReply, mailAddress, withoutPlus } from './mail-address.ts';
import type { MailKind } from './mail-kind.ts';
import { mailKind } from './mail-kind.ts';
import { createMailPace } from './mail-pace.ts';
import type { MailNames } from './mail-names.ts';
import type { MailReader } from './mail-reader.ts';
import { UnreadableMail } from './unreadable-mail.ts';

/** A mail, read, with what we know about it beside what it says itself. */
export type ArrivedMail = {
  mail: Mail;
  raw: Buffer;
  at: number;
  /** Of its Message-ID and content: the same mail has the same, on whatever way it comes, and no other mail has. */
  id: string;
  kind: MailKind;
  /** Which of our addresses it was sent to. */
  ours: string;
  /** Null where it does not say, or says it twice. */
  writer: MailPerson | null;
  /** Whether the receiving server has proven the writer's address. */
  proven: boolean;
  /** It was not, this time, though a customer has proven it before: perhaps somebody else writes in their name. */
  doubtful: boolean;
  conversation: string;
  /** The conversation that it answers in; without, it begins one. */
  thread?: ConversationRow;
  bounced?: Bounce & { send?: string };
};

export type ArriveMailDeps = {
  readMail: MailReader['read'];
  config: Pick<EmailConfig, 'addresses' | 'authservId'>;
  names: MailNames;
  conversations: Pick<ConversationStore, 'get'>;
  conversationIds: ConversationIds;
  mailThreads: Pick<MailThreadStore, 'find'>;
  customers: Pick<CustomerStore, 'findByIdentifier'>;
  messages: Pick<MessageStore, 'lastOf'>;
  cases: Pick<CaseStore, 'get'>;
};

export type ArriveMail = (raw: Buffer, envelope: MailEnvelope, at: number) => Promise<Verified<ArrivedMail>>;

const envelope = z.object({
  via: z.enum(['smtp', 'imap']),
  from: z.string().nullable().optional(),
  to: z.array(z.string()),
  checked: z.boolean(),
  accepted: z.literal(true).optional(),
});

export function envelopeOf(body: unknown): MailEnvelope | null {
  const read = envelope.safeParse(body);
  if (!read.success) return null;
  const { from, accepted, ...rest } = read.data;
  return { ...rest, ...(from !== undefined && { from }), ...(accepted && { accepted }) };
}

export function createArriveMail(deps: ArriveMailDeps): ArriveMail {
  const { config, readMail, names, conversations, conversationIds, mailThreads, customers, messages, cases } =
    deps;
  const { addresses, authservId } = config;
  const pace = createMailPace();

  return async (raw, envelope, at) => {
    const handedFor = ourAddresses(envelope.to, addresses);
    if (envelope.via === 'smtp' && handedFor.length === 0)
      return { ok: false, code: 'invalid', text: 'It is not for an address of ours.' };
    const mail = await readMail(raw).catch(unreadable);
    if (!mail) return { ok: true, proof: unreadMail(raw, at) };
    const to = [...handedFor, ...ourAddresses(mail.to, addresses)];
    const ours = withoutPlus(to[0] ?? '').address || (addresses[0] ?? '');
    const own = names.keyOf(mail.messageId);
    const [known] = await mailThreads.find([own]);
    const said = mailKind(mail, envelope, { ours: addresses, isOurMessageId: known?.send !== undefined });
    const id = names.mailId(mail.messageId, mail.content);
    const thread = await threadOf(mail, to);
    const [sender] = mail.from;
    const proven =
      envelope.checked &&
      authservId !== undefined &&
      mail.from.length === 1 &&
      sender !== undefined &&
      provesSender(mail.headers, { from: sender.address, authservId });
    const writer = writerOf(mail, proven);
    // What others send in a customer's name does not count against the customer.
    const whose = `${proven ? 'proven' : 'claimed'}:${writer?.address}`;
    const isFast = said === 'person' && writer !== null && pace.tooMany(whose, id, at);
    // A person answers there, and no person answers a program for long.
    const isLoop = isFast && !(await isAgents(thread));
    const kind = envelope.accepted ? 'person' : isLoop ? 'loop' : said;
    return {
      ok: true,
      proof: {
        mail,
        raw,
        at,
        id,
        kind,
        ours: thread?.ours ?? ours,
        writer,
        proven,
        doubtful: !proven && writer !== null && (await isProven(writer.address)),
        conversation: thread?._id ?? conversationIds('email', ours, id),
        ...(thread && { thread }),
        ...(kind === 'bounce' && { bounced: await bounced(mail, envelope) }),
      },
    };
  };

  /** Kept as it came, for people to look at. */
  function unreadMail(raw: Buffer, at: number): ArrivedMail {
    const content = createHash('sha256').update(raw).digest();
    const id = names.mailId('', content);
    const mail: Mail = { ...nothingRead, content };
    const conversation = conversationIds('email', addresses[0] ?? '', id);
    const claims = { writer: null, proven: false, doubtful: false };
    return { mail, raw, at, id, kind: 'unreadable', ours: addresses[0] ?? '', ...claims, conversation };
  }

  /** By the mails it answers, the address it was sent to, the token in its subject; in this order. */
  async function threadOf(mail: Mail, to: string[]): Promise<ConversationRow | undefined> {
    const answered = [...mail.inReplyTo, ...mail.references.toReversed()].map((id) => names.keyOf(id));
    const candidates = [
      ...(await mailThreads.find(answered)).map(({ conversation }) => conversation),
      ...to.flatMap((address) => names.conversationIn(address) ?? []),
      ...(await mailThreads.find(names.subjectKeys(mail.subject))).map(({ conversation }) => conversation),
    ];
    for (const candidate of new Set(candidates)) {
      const found = await conversations.get(candidate);
      if (found?.channel === 'email') return found;
    }
    return undefined;
  }

  async function isAgents(thread: ConversationRow | undefined): Promise<boolean> {
    const last = thread && (await messages.lastOf(thread._id));
    return last ? (await cases.get(last.caseId))?.owner === 'agent' : false;
  }

  async function isProven(value: string): Promise<boolean> {
    return (await customers.findByIdentifier({ kind: 'email', value })) !== null;
  }

  async function bounced(mail: Mail, envelope: MailEnvelope): Promise<Bounce & { send?: string }> {
    const bounce = bounceOf(mail, envelope) ?? { about: [], failed: false };
    const about = await mailThreads.find(bounce.about.map((each) => names.keyOf(each)));
    const send = about.find((row) => row.send !== undefined)?.send;
    return { ...bounce, ...(send !== undefined && { send }) };
  }
}

const nothingRead: Omit<Mail, 'content'> = {
  ...{ headers: [], messageId: '', inReplyTo: [], references: [], from: [], replyTo: [], to: [] },
  ...{ subject: '', text: '', written: '', files: [] },
};

function unreadable(error: unknown): null {
  if (error instanceof UnreadableMail) return null;
  throw error;
}

/** Those of them that are ours, with what stands after their plus. */
export function ourAddresses(all: readonly string[], ours: readonly string[]): string[] {
  return all.flatMap((each) => {
    const address = mailAddress(each);
    return address !== null && ours.includes(withoutPlus(address).address) ? [address] : [];
  });
}

/** A form on a web page writes from a `noreply` address, and names who filled it in as whom to answer. */
function writerOf({ from, replyTo }: Mail, proven: boolean): MailPerson | null {
  const [sender] = from;
  if (!sender || from.length > 1) return null;
  const [answer] = replyTo;
  const isForm = !proven || domainOf(sender.address) !== domainOf(answer?.address ?? '');
  return answer && isForm && isNoReply(sender.address) ? answer : sender;
}
