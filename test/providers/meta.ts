import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Express, Request, Response } from 'express';
import type { SignedBytes } from './post-webhook.ts';
import type { ProviderServer } from './provider-server.ts';
import { startProvider } from './provider-server.ts';

export type MetaPlatform = 'messenger' | 'instagram';

/** A message of the page that Meta took. */
export type MetaMessage = {
  id: string;
  platform: MetaPlatform;
  to: string;
  text: string;
  replies: { title: string; payload: string }[];
  type: string;
  tag?: string;
  /** Milliseconds since the epoch. */
  at: number;
};

export type MetaStandIn = ProviderServer & {
  account: {
    appSecret: string;
    verifyToken: string;
    pageId: string;
    pageToken: string;
    instagramId: string;
  };
  sent: MetaMessage[];
  typing: string[];
  /** Customers, by the platform on which they write. */
  people: Map<string, MetaPlatform>;
  /** Customers who blocked the page. */
  blocked: Set<string>;
  /** What customers sent, by the path of its address. */
  files: Map<string, Buffer>;
  someone(platform: MetaPlatform): string;
  /** The bytes that Meta posts, with its signature. */
  webhook(platform: MetaPlatform, events: object[], id?: string): SignedBytes;
  /** An event of a customer, with its two ends and the time. */
  event(platform: MetaPlatform, person: string, content: object): object;
  said(platform: MetaPlatform, person: string, message: object): SignedBytes;
  mid(): string;
};

/** The Graph API as far as we use it, answering and signing as Meta does. */
export async function startMeta(): Promise<MetaStandIn> {
  const account = {
    appSecret: randomBytes(16).toString('hex'),
    verifyToken: randomBytes(16).toString('hex'),
    pageId: number(),
    pageToken: randomBytes(60).toString('base64url'),
    instagramId: number(),
  };
  const state: State = {
    account,
    sent: [],
    typing: [],
    people: new Map(),
    blocked: new Set(),
    files: new Map(),
  };
  const server = await startProvider((app) => graph(app, state));
  const oursOn = (platform: MetaPlatform) =>
    platform === 'messenger' ? account.pageId : account.instagramId;

  const webhook = (platform: MetaPlatform, events: object[], id = oursOn(platform)): SignedBytes => {
    const object = platform === 'messenger' ? 'page' : 'instagram';
    // Meta writes everything beyond ASCII as escapes, and signs that.
    const text = JSON.stringify({ object, entry: [{ id, time: Date.now(), messaging: events }] });
    const rawBody = Buffer.from(
      text.replaceAll(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
    );
    return { rawBody, headers: signed(rawBody, account.appSecret) };
  };
  const event = (platform: MetaPlatform, person: string, content: object) => ({
    sender: { id: person },
    recipient: { id: oursOn(platform) },
    timestamp: Date.now(),
    ...content,
  });

  return {
    ...server,
    // The version is part of the base address.
    url: `${server.url}/v25.0`,
    ...state,
    webhook,
    event,
    said: (platform, person, message) =>
      webhook(platform, [event(platform, person, { message: { mid: mid(), ...message } })]),
    someone(platform) {
      const person = number();
      state.people.set(person, platform);
      return person;
    },
    mid,
  };
}

/** The headers of a body that the app's secret signs. */
export function signed(rawBody: Buffer, appSecret: string): { [name: string]: string } {
  const digest = createHmac('sha256', appSecret).update(rawBody).digest('hex');
  return { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${digest}` };
}

const number = () => `${randomInt(1, 10)}${String(randomInt(1e12)).padStart(14, '0')}`;
const mid = () => `m_${randomBytes(24).toString('base64url')}`;

type State = Pick<MetaStandIn, 'account' | 'sent' | 'typing' | 'people' | 'blocked' | 'files'>;

function refuse(response: Response, status: number, code: number, subcode?: number): void {
  const error = { message: `(#${code}) refused`, type: 'OAuthException', code, error_subcode: subcode };
  response.status(status).json({ error: { ...error, fbtrace_id: 'A0' } });
}

function graph(app: Express, { account, sent, typing, people, blocked, files }: State): void {
  const proof = createHmac('sha256', account.appSecret).update(account.pageToken).digest('hex');

  app.get('/cdn/:name', (request, response) => {
    const bytes = files.get(request.path);
    if (!bytes) return void response.status(404).end();
    response.type('image/jpeg').send(bytes);
  });

  app.use('/v25.0/:page', (request, response, next) => {
    if (request.headers.authorization !== `Bearer ${account.pageToken}`) return refuse(response, 401, 190);
    if (request.query['appsecret_proof'] !== proof) return refuse(response, 400, 100);
    if (request.params.page !== account.pageId) return refuse(response, 400, 100, 33);
    next();
  });

  app.post('/v25.0/:page/messages', (request, response) => {
    const { recipient, message, sender_action: action, messaging_type: type, tag } = request.body;
    const to = String(recipient?.id);
    const platform = people.get(to);
    if (platform === undefined) return refuse(response, 400, 100, 2_018_001);
    if (blocked.has(to)) return refuse(response, 400, 551, 1_545_041);
    if (action !== undefined) {
      if (action === 'typing_on') typing.push(to);
      return void response.json({ recipient_id: to });
    }
    const text = String(message?.text ?? '');
    const replies = (message?.quick_replies ?? []) as MetaMessage['replies'];
    if (!fits(platform, text, replies)) return refuse(response, 400, 100);
    const one: MetaMessage = { id: mid(), platform, to, text, replies, type, at: Date.now() };
    sent.push(tag === undefined ? one : { ...one, tag });
    response.json({ recipient_id: to, message_id: one.id });
  });

  app.get('/v25.0/:page/conversations', (request: Request, response: Response) => {
    const { platform, user_id: person } = request.query;
    const data = sent
      .filter((one) => one.to === person && one.platform === platform)
      .map(({ id, text, at }) => ({
        id,
        message: text,
        created_time: stamp(at),
        from: { id: account.pageId },
      }))
      .toReversed();
    response.json({ data: data.length > 0 ? [{ id: 't_1', messages: { data: data.slice(0, 50) } }] : [] });
  });
}

function fits(platform: MetaPlatform, text: string, replies: MetaMessage['replies']): boolean {
  const long = platform === 'messenger' ? text.length > 2_000 : Buffer.byteLength(text) > 1_000;
  if (text.trim() === '' || long || replies.length > 13) return false;
  return replies.every(({ title, payload }) => title.length <= 20 && payload.length <= 1_000);
}

/** Whole seconds, and an offset without a colon. */
function stamp(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');
}
