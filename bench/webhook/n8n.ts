import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openCache } from '../../packages/engine/src/local/cache.ts';
import { runCommand } from '../../packages/engine/src/local/command.ts';
import { freePort } from '../../packages/engine/src/local/free-port.ts';
import type { Side } from './side.ts';

const version = '1.123.81';
/** Of its dependencies, what public registries no longer have, or what does not build on Node 20. */
const overrides = { xlsx: '0.18.5', linkedom: '0.18.12', 'isolated-vm': '5.0.4' };
const installWithinMs = 20 * 60_000;
const readyWithinMs = 120_000;

/** n8n as it is installed by npm, with its defaults, and the same flow: webhook, set, if, HTTP request, respond. */
export async function startN8n(lookupUrl: string, say: (text: string) => void): Promise<Side> {
  const program = await install(say);
  const folder = await mkdtemp(join(tmpdir(), 'throughline-n8n-'));
  const port = await freePort();
  const env = {
    ...process.env,
    N8N_USER_FOLDER: folder,
    N8N_PORT: String(port),
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    NODE_ENV: 'production',
  };
  const file = join(folder, 'workflow.json');
  await writeFile(file, JSON.stringify(workflow(lookupUrl)));
  const run = (...args: string[]) => runCommand(program, args, { env, timeoutMs: readyWithinMs });
  await run('import:workflow', `--input=${file}`);
  await run('update:workflow', '--all', '--active=true');
  const child = spawn(program, ['start'], { env, stdio: 'ignore' });
  const close = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}/webhook/bench`;
  try {
    await ready(url);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: 'n8n',
    async answer(_client, text) {
      const began = performance.now();
      const answer = await ask(url, text);
      if (answer.said !== answerTo(text)) throw new Error(`n8n answered ${JSON.stringify(answer)}`);
      return performance.now() - began;
    },
    close,
  };
}

async function install(say: (text: string) => void): Promise<string> {
  const cache = openCache(process.env);
  const target = cache.path(`n8n-${version}`);
  const program = join(target, 'node_modules', '.bin', 'n8n');
  if (await isThere(program)) return program;
  say(`installing n8n ${version}, once (minutes)`);
  await cache.put(target, async (dir) => {
    const manifest = { name: 'n8n-bench', private: true, dependencies: { n8n: version }, overrides };
    await writeFile(join(dir, 'package.json'), JSON.stringify(manifest));
    await runCommand('npm', ['install', '--no-audit', '--no-fund'], { cwd: dir, timeoutMs: installWithinMs });
  });
  return program;
}

const isThere = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

/** It answers 200 before it is ready: only the right answer counts. */
async function ready(url: string): Promise<void> {
  const until = Date.now() + readyWithinMs;
  while ((await ask(url, 'ready').catch(() => undefined))?.said !== answerTo('ready')) {
    if (Date.now() > until) throw new Error(`n8n was not ready within ${readyWithinMs / 1_000} s.`);
    await pause(500);
  }
}

async function ask(url: string, text: string): Promise<{ said?: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text }),
    signal: AbortSignal.timeout(120_000),
  });
  return (await response.json()) as { said?: unknown };
}

const answerTo = (text: string) => `${text}: tomorrow`;

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await exited;
  clearTimeout(forced);
}

function workflow(lookupUrl: string): object {
  const text = '={{ $json.body.text }}';
  const node = (name: string, type: string, typeVersion: number, parameters: object) => ({
    id: name,
    name,
    type: `n8n-nodes-base.${type}`,
    typeVersion,
    position: [0, 0],
    parameters,
  });
  const notEmpty = { type: 'string', operation: 'notEmpty', singleValue: true };
  const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
  return {
    id: 'bench',
    name: 'bench',
    active: true,
    settings: {},
    nodes: [
      {
        ...node('Webhook', 'webhook', 2, {
          path: 'bench',
          httpMethod: 'POST',
          responseMode: 'responseNode',
        }),
        webhookId: 'bench',
      },
      node('Set', 'set', 3.4, {
        assignments: { assignments: [{ id: 'a', name: 'asked', type: 'string', value: text }] },
      }),
      node('If', 'if', 2.2, {
        conditions: {
          combinator: 'and',
          options: { caseSensitive: true, typeValidation: 'strict', version: 2 },
          conditions: [{ id: 'c', leftValue: '={{ $json.asked }}', rightValue: '', operator: notEmpty }],
        },
      }),
      node('HTTP', 'httpRequest', 4.2, { url: lookupUrl }),
      node('Respond', 'respondToWebhook', 1.1, {
        respondWith: 'json',
        responseBody: "={{ JSON.stringify({ said: $('Set').item.json.asked + ': ' + $json.when }) }}",
      }),
    ],
    connections: {
      Webhook: { main: [to('Set')] },
      Set: { main: [to('If')] },
      If: { main: [to('HTTP'), []] },
      HTTP: { main: [to('Respond')] },
    },
  };
}
