import { readFile } from 'node:fs/promises';
import type { Progress } from '../../packages/engine/src/local/server.ts';
import type { Installation } from '../continuity/installation.ts';
import { startInstallation } from '../continuity/installation.ts';
import { postWebhook } from '../providers/post-webhook.ts';
import type { HostileWebhook, Signers } from './hostile-webhooks.ts';
import { hostileWebhook, said } from './hostile-webhooks.ts';
import type { Random } from './random.ts';

export type WebhooksReport = {
  ok: boolean;
  count: number;
  seconds: number;
  kinds: { kind: string; count: number; statuses: { [status: string]: number }; wrong: number }[];
  /** Of the API, in MB, after the first half, when its heap has grown to what so much work takes, and at the end. */
  memory: { before: number; after: number };
  checks: { name: string; ok: boolean; text: string }[];
};

const atOnce = 40;
/** What a garbage collector may leave lying about; a leak of 10,000 requests of a few kB is far above. */
const flatMb = 80;

/** Sends hostile webhooks to a real API, and says what came of them: everything is refused or inert, and nothing is kept. */
export async function attackWebhooks(
  { count, random }: { count: number; random: Random },
  progress: Progress,
): Promise<WebhooksReport> {
  const installation = await startInstallation(progress);
  try {
    return await attack(installation, { count, random });
  } finally {
    await installation.stop();
  }
}

async function attack(
  { shop, providers: { twilio, meta, ours } }: Installation,
  { count, random }: { count: number; random: Random },
): Promise<WebhooksReport> {
  const signers: Signers = { url: shop.url, ours, twilio, meta };
  await postWebhook(shop.url, twilio.message(`${shop.url}/channels/twilio/sms`, said({ ours })));
  const began = Date.now();
  const results: { webhook: HostileWebhook; status: number }[] = [];
  const pid = shop.api.pid;
  let before = 0;
  const work = async () => {
    while (results.length < 2 * count) {
      const webhook = hostileWebhook(signers, random);
      results.push({ webhook, status: await send(shop.url, webhook) });
      if (results.length === count) before = await residentMb(shop.api.pid);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const after = await residentMb(shop.api.pid);
  const customers = await shop.stores.customers.findByIdentifier({ kind: 'phone', value: '+447700900666' });
  const wrong = results.filter((result) => !isFine(result));
  const checks = [
    check('all were refused or inert', wrong.length === 0, describe(wrong)),
    check(
      'no answer is a 5xx',
      results.every(({ status }) => status < 500),
      '',
    ),
    check('nothing of them was kept', customers === null, 'a customer was made of them'),
    check('the API is the same process', shop.api.pid === pid && !shop.api.ended, 'it ended'),
    check('it still answers', (await fetch(`${shop.url}/healthz`)).ok, 'it does not'),
    check('memory is flat', after - before <= flatMb, `${before} MB, then ${after} MB`),
  ];
  return {
    ok: checks.every(({ ok }) => ok),
    count: results.length,
    seconds: (Date.now() - began) / 1_000,
    kinds: byKind(results),
    memory: { before, after },
    checks,
  };
}

/** 0 when the connection was closed on it, as on a body that is too long. */
async function send(url: string, { path, method, headers, body }: HostileWebhook): Promise<number> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body && { body: Uint8Array.from(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return 0;
  }
}

function isFine({ webhook, status }: { webhook: HostileWebhook; status: number }): boolean {
  if (webhook.expected === 'inert') return status === 200 || status === 204;
  return (status >= 400 && status < 500) || status === 0;
}

async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024);
}

function byKind(results: readonly { webhook: HostileWebhook; status: number }[]): WebhooksReport['kinds'] {
  const kinds = [...new Set(results.map(({ webhook }) => webhook.kind))].sort();
  return kinds.map((kind) => {
    const these = results.filter(({ webhook }) => webhook.kind === kind);
    const statuses: { [status: string]: number } = {};
    for (const { status } of these) statuses[status] = (statuses[status] ?? 0) + 1;
    return { kind, count: these.length, statuses, wrong: these.filter((result) => !isFine(result)).length };
  });
}

const check = (name: string, ok: boolean, text: string) => ({ name, ok, text: ok ? '' : text });

function describe(wrong: readonly { webhook: HostileWebhook; status: number }[]): string {
  return wrong
    .slice(0, 5)
    .map(({ webhook, status }) => `${webhook.kind} to ${webhook.path}: ${status}`)
    .join('; ');
}

export function printWebhooks({ count, seconds, kinds, memory, checks }: WebhooksReport): void {
  console.log(
    `\n${count} hostile webhooks in ${seconds.toFixed(1)} s; API ${memory.before} MB, then ${memory.after} MB\n`,
  );
  for (const { kind, count: many, statuses } of kinds) {
    const shown = Object.entries(statuses).map(
      ([status, times]) => `${status === '0' ? 'cut off' : status} x${times}`,
    );
    console.log(`${kind.padEnd(20)}${String(many).padStart(6)}  ${shown.join(', ')}`);
  }
  console.log('');
  for (const { name, ok, text } of checks) console.log(`${name.padEnd(32)}${ok ? 'yes' : `NO  ${text}`}`);
}
