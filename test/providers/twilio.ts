import { randomBytes } from 'node:crypto';
import type { Express } from 'express';
import twilio from 'twilio';
import type { ProviderServer } from './provider-server.ts';
import { startProvider } from './provider-server.ts';

/** A message that Twilio took from us. */
export type TwilioMessage = {
  sid: string;
  to: string;
  from: string;
  body: string;
  statusCallback?: string;
  /** The buttons of a quick reply. */
  buttons: { id: string; title: string }[];
  /** The items of a list that opens. */
  items?: { id: string; item: string }[];
  /** Of a template: what fills its variables. */
  template?: { sid: string; variables: { [name: string]: string } };
  at: Date;
  /** It has not left yet. */
  waits: boolean;
};

export type TwilioContent = {
  name: string;
  body: string;
  buttons: { id: string; title: string }[];
  items?: { id: string; item: string }[];
  at: Date;
};

/** A call that Twilio was asked to place. */
export type TwilioCallRequest = {
  sid: string;
  to: string;
  from: string;
  url: string;
  statusUrl: string;
  detectsMachine: boolean;
  at: Date;
};

export type TwilioAccount = { accountSid: string; authToken: string };

export type TwilioStandIn = ProviderServer & {
  account: TwilioAccount;
  sent: TwilioMessage[];
  /** Keeps what it takes in its queue, unsent, while it is closed. */
  queue: { closed: boolean };
  /** What was made to send messages by, and not deleted. */
  contents: Map<string, TwilioContent>;
  placed: TwilioCallRequest[];
  /** The signed webhook of a message to us, ready to be posted. */
  message(url: string, fields: { [field: string]: string }): SignedRequest;
  /** The signed webhook that says how far a message of ours got. */
  status(message: TwilioMessage, status: string, errorCode?: number): SignedRequest;
};

export type SignedRequest = {
  url: string;
  form: { [field: string]: string };
  headers: { [name: string]: string };
};

/** Twilio's Programmable Messaging as far as we use it, signing as Twilio does. */
export async function startTwilio({
  onSent = () => {},
  account = { accountSid: `AC${hex()}`, authToken: hex() },
}: {
  onSent?: (message: TwilioMessage) => void;
  account?: TwilioAccount;
} = {}): Promise<TwilioStandIn> {
  const sent: TwilioMessage[] = [];
  const contents = new Map<string, TwilioContent>();
  const placed: TwilioCallRequest[] = [];
  const queue = { closed: false };
  const server = await startProvider((app) => {
    messaging(app, { account, sent, contents, queue, onSent });
    calling(app, { account, placed });
  });

  const signed = (url: string, form: { [field: string]: string }): SignedRequest => ({
    url,
    form,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(account.authToken, url, form),
    },
  });

  return {
    ...server,
    account,
    sent,
    contents,
    queue,
    placed,
    message: (url, fields) =>
      signed(url, { AccountSid: account.accountSid, MessageSid: `SM${hex()}`, NumMedia: '0', ...fields }),
    status: ({ sid, to, from, statusCallback = '' }, status, errorCode) =>
      signed(statusCallback, {
        AccountSid: account.accountSid,
        MessageSid: sid,
        To: to,
        From: from,
        MessageStatus: status,
        ...(errorCode !== undefined && { ErrorCode: String(errorCode) }),
      }),
  };
}

/** What every media address gives. */
export const photo = Buffer.from('\u00ff\u00d8\u00ffa photo of a kettle with a dent', 'latin1');

const hex = () => randomBytes(16).toString('hex');

function messaging(
  app: Express,
  {
    account,
    sent,
    contents,
    queue,
    onSent,
  }: {
    account: TwilioAccount;
    sent: TwilioMessage[];
    contents: Map<string, TwilioContent>;
    queue: { closed: boolean };
    onSent: (message: TwilioMessage) => void;
  },
): void {
  const path = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`;
  app.use((request, response, next) => {
    const expected = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`;
    if (request.headers.authorization === expected) return next();
    response.status(401).json({ code: 20_003, message: 'Authenticate', status: 401 });
  });
  contentRoutes(app, contents);
  app.post(path, (request, response) => {
    const { To: to, From: from, Body, StatusCallback, ContentSid, ContentVariables } = request.body;
    if (!/^(?:whatsapp:)?\+\d{7,15}$/.test(String(to)))
      return void response.status(400).json({ code: 21_211, message: 'Invalid To', status: 400 });
    const content = contents.get(ContentSid);
    const variables = JSON.parse(ContentVariables ?? '{}') as { [name: string]: string };
    if (content?.body.includes('{{') || Object.values(variables).some((value) => /[\n\t]| {5}/.test(value)))
      return void response.status(400).json({ code: 21_656, message: 'Invalid variables', status: 400 });
    const template = ContentSid && !content ? { sid: ContentSid, variables } : undefined;
    const message: TwilioMessage = {
      sid: `SM${hex()}`,
      to,
      from,
      body: template
        ? `About your request: ${variables['1']} Just answer here.`
        : (content?.body ?? Body ?? ''),
      buttons: content?.buttons ?? [],
      at: new Date(),
      waits: queue.closed,
      ...(content?.items && { items: content.items }),
      ...(StatusCallback && { statusCallback: StatusCallback }),
      ...(template && { template }),
    };
    sent.push(message);
    response.status(201).json(shown(message));
    onSent(message);
  });
  app.get(
    `/2010-04-01/Accounts/${account.accountSid}/Messages/:message/Media/:media`,
    (_request, response) => {
      response.type('image/jpeg').send(photo);
    },
  );
  app.get(path, (request, response) => {
    const { To, From, 'DateSent>': after } = request.query;
    const found = sent.filter(
      ({ to, from, at, waits }) =>
        (!To || to === To) &&
        (!From || from === From) &&
        (typeof after !== 'string' || (!waits && at.getTime() >= Date.parse(after))),
    );
    response.json({ messages: found.toReversed().map(shown), page: 0, page_size: 100, uri: path });
  });
}

/** The Content API, with the limits of WhatsApp for what nobody approved. */
function contentRoutes(app: Express, contents: Map<string, TwilioContent>): void {
  app.post('/v1/Content', (request, response) => {
    const { friendly_name: name, types } = request.body;
    const { 'twilio/quick-reply': reply, 'twilio/list-picker': list } = types;
    const { body, actions = [], items } = reply ?? list;
    const fits =
      body.length <= 1_024 &&
      actions.length <= 3 &&
      actions.every(({ title }: { title: string }) => title.length <= 20) &&
      (items === undefined ||
        (items.length <= 10 && items.every(({ item }: { item: string }) => item.length <= 24)));
    if (!fits) return void response.status(400).json({ code: 20_001, message: 'Too long', status: 400 });
    const sid = `HX${hex()}`;
    contents.set(sid, { name, body, buttons: actions, at: new Date(), ...(items && { items }) });
    response.status(201).json({ sid });
  });
  app.get('/v1/Content', (_request, response) => {
    const listed = [...contents].map(([sid, { name, at }]) => ({
      sid,
      friendly_name: name,
      date_created: at.toISOString(),
    }));
    response.json({ contents: listed, meta: { key: 'contents', page: 0, next_page_url: null } });
  });
  app.delete('/v1/Content/:sid', (request, response) => {
    response.status(contents.delete(request.params.sid) ? 204 : 404).end();
  });
}

function shown({ sid, to, from, body, at, waits }: TwilioMessage): object {
  const [created, state] = [at.toUTCString(), waits ? 'queued' : 'sent'];
  const dates = { date_created: created, date_sent: waits ? null : created };
  return { sid, to, from, body, status: state, direction: 'outbound-api', ...dates };
}

/** Twilio's Programmable Voice, as far as calls are placed; what happens in them is in `twilio-voice.ts`. */
function calling(
  app: Express,
  { account, placed }: { account: TwilioAccount; placed: TwilioCallRequest[] },
): void {
  const path = `/2010-04-01/Accounts/${account.accountSid}/Calls.json`;
  const shownCall = ({ sid, to, from, at }: TwilioCallRequest) => ({
    ...{ sid, to, from, status: 'queued', direction: 'outbound-api', date_created: at.toUTCString() },
  });
  app.post(path, (request, response) => {
    const { To: to, From: from, Url: url, StatusCallback: statusUrl, MachineDetection } = request.body;
    if (!/^\+\d{7,15}$/.test(String(to)))
      return void response.status(400).json({ code: 21_211, message: 'Invalid To', status: 400 });
    const detectsMachine = MachineDetection === 'Enable';
    const call = { sid: `CA${hex()}`, to, from, url, statusUrl, detectsMachine, at: new Date() };
    placed.push(call);
    response.status(201).json(shownCall(call));
  });
  app.get(path, (request, response) => {
    const { To, From } = request.query;
    const found = placed.filter(({ to, from }) => to === To && from === From);
    response.json({ calls: found.map(shownCall), page: 0, page_size: 50, uri: path });
  });
}
