import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Express } from 'express';
import type { ProviderServer } from './provider-server.ts';
import { startProvider } from './provider-server.ts';

/** A message that Plivo took from us. */
export type PlivoMessage = {
  uuid: string;
  /** Without a plus, as Plivo writes numbers. */
  from: string;
  to: string;
  text: string;
  statusUrl: string;
  at: number;
};

/** A call that Plivo was asked to place. */
export type PlivoCallRequest = {
  uuid: string;
  from: string;
  to: string;
  url: string;
  statusUrl: string;
};

export type SignedForm = {
  url: string;
  form: { [field: string]: string };
  headers: { [name: string]: string };
  rawBody: Buffer;
};

export type PlivoStandIn = ProviderServer & {
  account: { authId: string; authToken: string };
  sent: PlivoMessage[];
  placed: PlivoCallRequest[];
  /** What customers sent, by the path of its address. */
  media: Map<string, Buffer>;
  /** The signed webhook of a message to us. */
  message(url: string, fields: { [field: string]: string }): SignedForm;
  /** The signed webhook that says how far a message of ours got. */
  status(message: PlivoMessage, status: string, errorCode?: string): SignedForm;
};

/** Plivo's Message API as far as we use it, signing as Plivo does. */
export async function startPlivo(): Promise<PlivoStandIn> {
  const account = {
    authId: `MA${randomBytes(9).toString('hex').toUpperCase()}`,
    authToken: randomBytes(20).toString('base64url'),
  };
  const sent: PlivoMessage[] = [];
  const placed: PlivoCallRequest[] = [];
  const media = new Map<string, Buffer>();
  const server = await startProvider((app) => {
    messageApi(app, account, { sent, media });
    callApi(app, account, placed);
  });

  const signed = (url: string, form: { [field: string]: string }): SignedForm => {
    const nonce = randomBytes(10).toString('hex');
    return {
      url,
      form,
      rawBody: Buffer.from(new URLSearchParams(form).toString()),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-plivo-signature-v3': plivoSignature({ url, form, nonce, authToken: account.authToken }),
        'x-plivo-signature-v3-nonce': nonce,
      },
    };
  };

  return {
    ...server,
    account,
    sent,
    placed,
    media,
    message: (url, fields) =>
      signed(url, {
        Type: 'sms',
        MessageUUID: randomUUID(),
        Units: '1',
        TotalRate: '0',
        TotalAmount: '0',
        MessageIntent: '',
        PowerpackUUID: '',
        ...fields,
      }),
    status: ({ uuid, from, to, statusUrl }, status, errorCode) =>
      signed(statusUrl, {
        MessageUUID: uuid,
        ParentMessageUUID: uuid,
        From: from,
        To: to,
        Type: 'sms',
        Status: status,
        PartInfo: '1 of 1',
        ...(errorCode !== undefined && { ErrorCode: errorCode }),
      }),
  };
}

/** V3: the address, then the query by name or `?`, the fields by name with nothing between, a dot and the nonce. */
export function plivoSignature({
  url,
  form,
  nonce,
  authToken,
}: {
  url: string;
  form: { [field: string]: string };
  nonce: string;
  authToken: string;
}): string {
  const [address = '', search] = url.split('?');
  const query = [...new URLSearchParams(search)]
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&');
  const fields = Object.keys(form)
    .toSorted()
    .map((name) => `${name}${form[name]}`)
    .join('');
  const base = `${address}?${query === '' ? '' : `${query}.`}${fields}.${nonce}`;
  return createHmac('sha256', authToken).update(base).digest('base64');
}

function messageApi(
  app: Express,
  { authId, authToken }: PlivoStandIn['account'],
  { sent, media }: Pick<PlivoStandIn, 'sent' | 'media'>,
): void {
  const path = `/v1/Account/${authId}/Message/`;
  app.use((request, response, next) => {
    const expected = `Basic ${Buffer.from(`${authId}:${authToken}`).toString('base64')}`;
    if (request.headers.authorization === expected) return next();
    response.status(401).json({ error: 'authentication failed' });
  });
  app.get('/Account/:id/Media/:name', (request, response) => {
    const bytes = media.get(request.path);
    if (!bytes) return void response.status(404).end();
    response.type('image/png').send(bytes);
  });
  app.post(path, (request, response) => {
    const { src, dst, text, url } = request.body as { [field: string]: string };
    if (!src || !dst || !text || !url)
      return void response.status(400).json({ api_id: randomUUID(), error: 'a parameter is missing' });
    if (!/^\+?[1-9]\d{6,14}$/.test(dst))
      return void response.status(202).json({
        api_id: randomUUID(),
        message: 'message(s) queued',
        message_uuid: [],
        invalid_number: [dst],
      });
    if (text.length > 1_600) return void response.status(400).json({ error: 'text is too long' });
    const message = {
      uuid: randomUUID(),
      from: src.replace('+', ''),
      to: dst.replace('+', ''),
      text,
      statusUrl: url,
      at: Date.now(),
    };
    sent.push(message);
    response
      .status(202)
      .json({ api_id: randomUUID(), message: 'message(s) queued', message_uuid: [message.uuid] });
  });
  app.get(path, (request, response) => {
    const {
      from_number: from,
      to_number: to,
      message_time__gte: since,
    } = request.query as {
      [name: string]: string | undefined;
    };
    if (![from, to].every((number) => /^\+\d+$/.test(number ?? '')) || since === undefined)
      return void response.status(400).json({ error: 'give numbers in E.164' });
    const found = sent
      .filter((one) => `+${one.from}` === from && `+${one.to}` === to)
      .filter(({ at }) => stamp(at) >= since)
      .toReversed();
    response.json({
      api_id: randomUUID(),
      meta: { limit: 20, offset: 0, total_count: found.length, next: null, previous: null },
      objects: found.slice(0, 20).map(({ uuid, from: source, to: target, at }) => ({
        message_uuid: uuid,
        from_number: source,
        to_number: target,
        message_direction: 'outbound',
        message_state: 'queued',
        message_time: `${stamp(at)}+00:00`,
        message_type: 'sms',
      })),
    });
  });
}

/** Placing calls; what happens in them is in `plivo-voice.ts`. Plivo lists a call when it is over: none is here. */
function callApi(app: Express, { authId }: PlivoStandIn['account'], placed: PlivoCallRequest[]): void {
  const path = `/v1/Account/${authId}/Call/`;
  app.post(path, (request, response) => {
    const { from, to, answer_url: url, hangup_url: statusUrl } = request.body as { [field: string]: string };
    if (!url || !statusUrl || !/^[1-9]\d{6,14}$/.test(from ?? '') || !/^[1-9]\d{6,14}$/.test(to ?? ''))
      return void response.status(400).json({ api_id: randomUUID(), error: 'a parameter is wrong' });
    const call = { uuid: randomUUID(), from: from ?? '', to: to ?? '', url, statusUrl };
    placed.push(call);
    response.status(201).json({ api_id: randomUUID(), message: 'call fired', request_uuid: call.uuid });
  });
  app.get(path, (_request, response) => {
    const meta = { limit: 20, offset: 0, total_count: 0, next: null, previous: null };
    response.json({ api_id: randomUUID(), meta, objects: [] });
  });
}

/** In UTC, to the microsecond. */
function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 23).replace('T', ' ')}000`;
}
