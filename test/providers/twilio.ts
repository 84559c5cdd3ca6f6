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
  /** Of a template: what fills its variables. */
  template?: { sid: string; variables: { [name: string]: string } };
  at: Date;
};

export type TwilioAccount = { accountSid: string; authToken: string };

export type TwilioStandIn = ProviderServer & {
  account: TwilioAccount;
  sent: TwilioMessage[];
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
export async function startTwilio(): Promise<TwilioStandIn> {
  const account = { accountSid: `AC${hex()}`, authToken: hex() };
  const sent: TwilioMessage[] = [];
  const contents = new Map<string, { body: string; buttons: TwilioMessage['buttons'] }>();
  const server = await startProvider((app) => messaging(app, { account, sent, contents }));

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

const hex = () => randomBytes(16).toString('hex');

function messaging(
  app: Express,
  {
    account,
    sent,
    contents,
  }: {
    account: TwilioAccount;
    sent: TwilioMessage[];
    contents: Map<string, { body: string; buttons: TwilioMessage['buttons'] }>;
  },
): void {
  const path = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`;
  app.use((request, response, next) => {
    const expected = `Basic ${Buffer.from(`${account.accountSid}:${account.authToken}`).toString('base64')}`;
    if (request.headers.authorization === expected) return next();
    response.status(401).json({ code: 20_003, message: 'Authenticate', status: 401 });
  });
  app.post('/v1/Content', (request, response) => {
    const sid = `HX${hex()}`;
    const reply = request.body.types['twilio/quick-reply'];
    contents.set(sid, { body: reply.body, buttons: reply.actions });
    response.status(201).json({ sid });
  });
  app.post(path, (request, response) => {
    const { To: to, From: from, Body, StatusCallback, ContentSid, ContentVariables } = request.body;
    if (!/^(?:whatsapp:)?\+\d{7,15}$/.test(String(to)))
      return void response.status(400).json({ code: 21_211, message: 'Invalid To', status: 400 });
    const content = contents.get(ContentSid);
    const message: TwilioMessage = {
      sid: `SM${hex()}`,
      to,
      from,
      body: content?.body ?? Body ?? '',
      buttons: content?.buttons ?? [],
      at: new Date(),
      ...(StatusCallback && { statusCallback: StatusCallback }),
      ...(ContentSid &&
        !content && { template: { sid: ContentSid, variables: JSON.parse(ContentVariables ?? '{}') } }),
    };
    sent.push(message);
    response.status(201).json(shown(message));
  });
  app.get(path, (request, response) => {
    const { To, From } = request.query;
    const found = sent.filter((one) => (!To || one.to === To) && (!From || one.from === From));
    response.json({ messages: found.map(shown), page: 0, page_size: 100, uri: path });
  });
}

function shown({ sid, to, from, body, at }: TwilioMessage): object {
  return { sid, to, from, body, status: 'queued', direction: 'outbound-api', date_created: at.toUTCString() };
}
