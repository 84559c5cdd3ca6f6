import { readFile } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import { permissions } from '../../packages/engine/src/api/permissions.ts';
import type { Progress } from '../../packages/engine/src/local/server.ts';
import type { Installation } from '../continuity/installation.ts';
import { startInstallation } from '../continuity/installation.ts';
import type { Door } from './doors.ts';
import { metaDoor, plivoDoor, portalDoor, telegramDoor, twilioDoor } from './doors.ts';
import type { Doors, HostileWebhook } from './hostile-webhooks.ts';
import { hostileWebhook } from './hostile-webhooks.ts';
import type { Rows } from './kept-rows.ts';
import { grown, rowsAtRest } from './kept-rows.ts';
import type { PlivoApi } from './plivo-api.ts';
import { startPlivoApi } from './plivo-api.ts';
import type { Random } from './random.ts';

export type WebhooksReport = {
  ok: boolean;
  count: number;
  seconds: number;
  kinds: { kind: string; count: number; statuses: { [status: string]: number }; wrong: number }[];
  /** Of both APIs, in MB, after the first half, when a heap has grown to what so much work takes, and at the end; not everywhere. */
  memory?: { before: number; after: number };
  /** Addresses that were attacked. */
  paths: string[];
  rows: { before: Rows; after: Rows };
  checks: { name: string; ok: boolean; text: string }[];
};

/** Where providers, and customers of the portal, post; the chat has sessions of its own. */
const postedAddresses = Object.keys(permissions).flatMap((route) => {
  const address = /^POST (\/channels\/(?!webchat\/).*)$/.exec(route)?.[1];
  return address === undefined ? [] : [address.replace('{id}', '1')];
});
const atOnce = 40;
/** What a garbage collector may leave lying about; a leak of 10,000 requests of a few kB is far above. */
const flatMb = 80;

/** Sends hostile webhooks to real APIs, and says what came of them: everything is refused or inert, and nothing is kept. */
export async function attackWebhooks(plan: Plan, progress: Progress): Promise<WebhooksReport> {
  const installation = await startInstallation(progress);
  const { servers } = installation;
  const client = new MongoClient(servers['THROUGHLINE_MONGODB_URL'] ?? '');
  try {
    const plivoApi = await startPlivoApi(installation);
    try {
      const database = servers['THROUGHLINE_MONGODB_DATABASE'] ?? 'throughline';
      return await attack(installation, { plivoApi, plan, rowsNow: () => rowsAtRest(client.db(database)) });
    } finally {
      await plivoApi.stop();
    }
  } finally {
    await client.close();
    await installation.stop();
  }
}

type Plan = { count: number; random: Random };
type Attack = { plivoApi: PlivoApi; plan: Plan; rowsNow: () => Promise<Rows> };
type Result = { webhook: HostileWebhook; status: number };

async function attack(
  installation: Installation,
  { plivoApi, plan, rowsNow }: Attack,
): Promise<WebhooksReport> {
  const doors = await openDoors(installation, plivoApi);
  const apis = [installation.shop.api, plivoApi.api];
  const pids = apis.map(({ pid }) => pid);
  const rows = { before: await rowsNow(), after: {} as Rows };
  const began = Date.now();
  const { results, memory } = await sendAll(doors, plan, () => residentMb(apis.map(({ pid }) => pid)));
  const seconds = (Date.now() - began) / 1_000;
  rows.after = await rowsNow();
  const wrong = results.filter((result) => !isFine(result));
  const failed = results.filter(({ status }) => status >= 500);
  const unmet = postedAddresses.filter((address) => !paths(results).includes(address));
  const answers = await Promise.all(
    [installation.shop.url, plivoApi.url].map(async (url) => (await fetch(`${url}/healthz`)).ok),
  );
  const kept = grown(rows.before, rows.after);
  const grew = memory && memory.after - memory.before;
  const checks = [
    check('all were refused or inert', wrong.length === 0, describe(wrong)),
    check('no answer is a 5xx', failed.length === 0, describe(failed)),
    check('every address was attacked', unmet.length === 0, `left out: ${unmet.join(', ')}`),
    check('nothing of them was kept', kept.length === 0, kept.join(', ')),
    check(
      'the APIs are the same processes',
      apis.every(({ pid, ended }, index) => !ended && pid === pids[index]),
      'one ended',
    ),
    check('they still answer', answers.every(Boolean), 'one does not'),
    grew === undefined
      ? { name: 'memory is flat', ok: true, text: 'not measured: there is no /proc here' }
      : check('memory is flat', grew <= flatMb, `${grew} MB more`),
  ];
  return {
    ok: checks.every(({ ok }) => ok),
    count: results.length,
    seconds,
    kinds: byKind(results),
    ...(memory && { memory }),
    paths: paths(results),
    rows,
    checks,
  };
}

/** All of them; and one genuine message through each where messages come in, so that there is something to say again. */
async function openDoors(
  { shop: { url }, providers: { twilio, meta, telegram, ours } }: Installation,
  { url: plivoUrl, plivo }: PlivoApi,
): Promise<Doors> {
  const doors = {
    twilio: twilioDoor(url, twilio, ours),
    meta: metaDoor(url, meta),
    telegram: telegramDoor(url, telegram),
    plivo: plivoDoor(plivoUrl, plivo, ours),
  };
  const greeting = 'Hello, where is my order?';
  const spoken = [
    said(doors.twilio, '/channels/twilio/sms', '+447700900777', { Body: greeting }),
    said(doors.twilio, '/channels/twilio/whatsapp', '+447700900777', { Body: greeting }),
    said(doors.plivo, '/channels/plivo/sms', '+447700900778', { Text: greeting }),
    said(doors.meta, '/channels/messenger', meta.someone('messenger'), { text: greeting }),
    said(doors.meta, '/channels/instagram', meta.someone('instagram'), { text: greeting }),
    said(doors.telegram, '/channels/telegram', '700900777', { text: greeting }),
  ];
  for (const { door, posted } of spoken) {
    const status = await send({ url: door.url, method: 'POST', ...posted });
    if (status !== 200 && status !== 204) throw new Error(`${posted.path} answered a message with ${status}`);
  }
  return { all: [...Object.values(doors), portalDoor(url), portalDoor(plivoUrl)], spoken };
}

function said(door: Door, path: string, from: string, more: { [field: string]: string }) {
  return { door, posted: door.message(path, from, more) };
}

async function sendAll(
  doors: Doors,
  { count, random }: Plan,
  megabytes: () => Promise<number | undefined>,
): Promise<{ results: Result[]; memory?: { before: number; after: number } }> {
  const results: Result[] = [];
  let before: number | undefined;
  const work = async () => {
    while (results.length < 2 * count) {
      const webhook = hostileWebhook(doors, random);
      results.push({ webhook, status: await send(webhook) });
      if (results.length === count) before = await megabytes();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const after = await megabytes();
  return { results, ...(before !== undefined && after !== undefined && { memory: { before, after } }) };
}

/** 0 when the connection was closed on it. */
async function send({
  url,
  path,
  method,
  headers,
  body,
}: Pick<HostileWebhook, 'url' | 'path' | 'method' | 'headers' | 'body'>): Promise<number> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(method !== 'GET' && { body: Uint8Array.from(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return 0;
  }
}

/** A closed connection is an answer only to what is too long. */
function isFine({ webhook, status }: Result): boolean {
  if (webhook.expected === 'inert') return status === 200 || status === 204;
  return (status >= 400 && status < 500) || (status === 0 && webhook.isTooLong);
}

/** Undefined where the system does not tell. */
async function residentMb(pids: (number | undefined)[]): Promise<number | undefined> {
  const each = await Promise.all(
    pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      const kb = /VmRSS:\s+(\d+)/.exec(status)?.[1];
      return kb === undefined ? undefined : Number(kb) / 1_024;
    }),
  );
  if (each.includes(undefined)) return undefined;
  return Math.round(each.reduce<number>((sum, mb) => sum + (mb ?? 0), 0));
}

function paths(results: readonly Result[]): string[] {
  return [...new Set(results.map(({ webhook }) => webhook.path.split('?')[0] ?? ''))].sort();
}

function byKind(results: readonly Result[]): WebhooksReport['kinds'] {
  const kinds = [...new Set(results.map(({ webhook }) => webhook.kind))].sort();
  return kinds.map((kind) => {
    const these = results.filter(({ webhook }) => webhook.kind === kind);
    const statuses: { [status: string]: number } = {};
    for (const { status } of these) statuses[status] = (statuses[status] ?? 0) + 1;
    return { kind, count: these.length, statuses, wrong: these.filter((result) => !isFine(result)).length };
  });
}

const check = (name: string, ok: boolean, text: string) => ({ name, ok, text: ok ? '' : text });

function describe(wrong: readonly Result[]): string {
  return wrong
    .slice(0, 5)
    .map(({ webhook, status }) => `${webhook.kind} to ${webhook.path}: ${status}`)
    .join('; ');
}

export function printWebhooks({
  count,
  seconds,
  kinds,
  memory,
  paths: addresses,
  checks,
}: WebhooksReport): void {
  const held = memory ? `; the APIs ${memory.before} MB, then ${memory.after} MB` : '';
  console.log(
    `\n${count} hostile webhooks to ${addresses.length} addresses in ${seconds.toFixed(1)} s${held}\n`,
  );
  for (const { kind, count: many, statuses } of kinds) {
    const shown = Object.entries(statuses).map(
      ([status, times]) => `${status === '0' ? 'cut off' : status} x${times}`,
    );
    console.log(`${kind.padEnd(20)}${String(many).padStart(6)}  ${shown.join(', ')}`);
  }
  console.log('');
  for (const { name, ok, text } of checks)
    console.log(`${name.padEnd(32)}${ok ? `yes ${text}`.trimEnd() : `NO  ${text}`}`);
}
