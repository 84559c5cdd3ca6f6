import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { functions, methods } from '@throughline/flow/expression/functions';
import { scopeFields } from '@throughline/flow/validate/scope-fields';
import { catalogue } from '@throughline/nodes/catalogue';
import { Registry } from 'prom-client';
import { beforeAll, describe, expect, test } from 'vitest';
import { healthRoutes } from '../packages/engine/src/api/health.ts';
import { permissions } from '../packages/engine/src/api/permissions.ts';
import { variableNames } from '../packages/engine/src/config-schema.ts';
import { configurationPage } from '../packages/engine/src/config-table.ts';
import { checkFlow } from '../packages/engine/src/flows/flow-file.ts';
import { parseConversation } from '../packages/engine/src/play/read-conversation.ts';
import { nodeReference } from '../docs/node-reference.ts';

/** As much of a commander command as is asked here. */
type Cli = { name(): string; commands: readonly Cli[]; options: readonly { long?: string }[] };

const root = fileURLToPath(new URL('../', import.meta.url));
const pages = [
  'README.md',
  'AGENTS.md',
  ...['docs', 'docs/channels'].flatMap((folder) =>
    readdirSync(root + folder).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
  ),
];
const texts = pages.map((page) => ({ page, text: read(page) }));

describe.each(texts)('$page', ({ page, text }) => {
  test('names files that are there', () => {
    const folders = 'packages|docs|test|bench|examples|workflows|deploy|\\.ci';
    const named = [...text.matchAll(new RegExp(`(?<![\\w/.@-])(?:${folders})/[\\w./-]*[\\w/]`, 'g'))].map(
      ([path]) => path,
    );
    const files = [...text.matchAll(/`([\w.-]+\.(?:md|ya?ml|json)|Dockerfile|\.env\.example)`/g)].map(
      ([, name = '']) => name,
    );
    const ofUsers = /^(?:throughline\.config|docker-compose\.override)\./;
    const missing = [...named, ...files.filter((name) => !ofUsers.test(name))].filter(
      (path) => !existsSync(root + path) && !existsSync(`${root}docs/${path}`),
    );
    expect(missing).toEqual([]);
  });

  test('links to pages and headings that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = '']) => link);
    const folder = page.slice(0, page.lastIndexOf('/') + 1);
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : folder + path;
      if (!existsSync(root + target)) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test('names scripts and variables that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const run = [...text.matchAll(/npm run ([\w:]+)(?! -w)/g)].flatMap(([match, name = '']) =>
      text.includes(`${match} -w`) ? [] : [name],
    );
    expect(run.filter((name) => !(name in scripts))).toEqual([]);
    const known = [...variableNames, 'THROUGHLINE_API_TOKEN', 'THROUGHLINE_CACHE', 'THROUGHLINE_DEBUG'];
    const variables = [
      ...text.matchAll(/\b(?:THROUGHLINE|OPENAI|WEBCHAT|EMAIL|TWILIO|PLIVO|META|TELEGRAM)_\w+/g),
    ].map(([name]) => name);
    expect(variables.filter((name) => !known.includes(name) && !name.endsWith('_'))).toEqual([]);
  });

  test('names routes that are there', () => {
    const health = healthRoutes({ checks: [], registry: new Registry() });
    const routes = [
      ...Object.keys(permissions),
      ...health.map(({ method, path }) => `${method.toUpperCase()} ${path}`),
    ];
    const named = [...text.matchAll(/`((?:GET|PUT|POST|PATCH|DELETE) \/[^`]*)`/g)].map(
      ([, route = '']) => route,
    );
    expect(named.filter((route) => !routes.includes(route))).toEqual([]);
  });
});

describe('commands', () => {
  // The engine's own version, whatever the root has.
  const require = createRequire(`${root}packages/engine/package.json`);
  const { Command } = require('commander') as { Command: new (name: string) => Cli };
  const program = new Command('throughline');
  beforeAll(async () => {
    const main = read('packages/engine/src/cli/main.ts');
    const files = [...main.matchAll(/from '\.\/([\w-]+)\.ts'/g)].map(([, name]) => name);
    for (const file of files) {
      const { register } = (await import(`../packages/engine/src/cli/${file}.ts`)) as {
        register: (program: Cli) => void;
      };
      register(program);
    }
  });

  test.each(texts)('that $page names exist, with their options', ({ text }) => {
    const named = [...text.matchAll(/(?:npx throughline|run --rm api) ([^`\n|]+)/g)].map(([, words = '']) =>
      words.split(' '),
    );
    expect(named.filter((words) => !isCommand(program, words)).map((words) => words.join(' '))).toEqual([]);
  });

  test('stand in the table of the README, all of them', () => {
    const readme = read('README.md');
    const missing = leaves(program).filter(
      (name) => !readme.includes(`npx throughline ${name}`) && !readme.includes(`npm run ${name}`),
    );
    expect(leaves(program).length).toBeGreaterThan(8);
    expect(missing).toEqual([]);
  });

  test('.ci/run calls the test command of the README', () => {
    expect(read('README.md')).toContain('\nnpm test\n');
    expect(read('.ci/run').trim().split('\n').at(-1)).toBe('npm test');
  });
});

describe('pages that are made from the code', () => {
  test('docs/node-reference.md is what the catalogue says (vitest -u writes it)', async () => {
    await expect(nodeReference()).toMatchFileSnapshot('../docs/node-reference.md');
  });

  test('docs/configuration.md is what the schema says', () => {
    expect(read('docs/configuration.md')).toBe(configurationPage());
  });
});

describe('docs/flows.md', () => {
  const page = read('docs/flows.md');

  test('its flow validates', () => {
    const { ok, issues } = checkFlow(firstJson(page), catalogue);
    expect({ ok, issues }).toEqual({ ok: true, issues: [] });
  });

  test('explains every function and method, and no other', () => {
    const rows = [...page.matchAll(/^\| (`[^|]*\(.*?)\|/gm)].map(([, cell = '']) => cell);
    const explained = (prefix: RegExp) =>
      rows.flatMap((cell) => [...cell.matchAll(prefix)].map(([, name = '']) => name)).toSorted(byName);
    expect(explained(/`(\w+)\(/g)).toEqual(Object.keys(functions).toSorted(byName));
    expect(explained(/`\w+\.(\w+)\(/g)).toEqual(Object.keys(methods).toSorted(byName));
  });

  test('explains everything that expressions can read', () => {
    const rows = [...page.matchAll(/^\| `(\w+)[^`]*`\s*\|(.*)$/gm)];
    const explained = new Map(rows.map(([, name, rest]) => [name, rest]));
    const missing = Object.entries(scopeFields).flatMap(([name, fields]) =>
      [...(fields?.always ?? []), ...(fields?.maybe ?? [])].flatMap((field) =>
        explained.get(name)?.includes(field) ? [] : [`${name}.${field}`],
      ),
    );
    expect(Object.keys(scopeFields).filter((name) => !explained.has(name))).toEqual([]);
    expect(missing).toEqual([]);
  });
});

test('every variable of a channel stands on a page of docs/channels', () => {
  const channelPages = texts.flatMap(({ page, text }) => (page.startsWith('docs/channels/') ? [text] : []));
  const ofChannels = variableNames.filter((name) => /^(?:EMAIL|TWILIO|PLIVO|META|TELEGRAM)_/.test(name));
  const missing = ofChannels.filter((name) => !channelPages.join().includes(name));
  expect(ofChannels.length).toBeGreaterThan(30);
  expect(missing).toEqual([]);
});

test('the conversation of docs/conversations.md is one', () => {
  expect(parseConversation(firstJson(read('docs/conversations.md')))).toMatchObject({ ok: true });
});

function read(path: string): string {
  return readFileSync(root + path, 'utf8');
}

function firstJson(page: string): unknown {
  return JSON.parse(/```json\n(.*?)```/s.exec(page)?.[1] ?? '');
}

function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

function isCommand(program: Cli, words: string[]): boolean {
  let command = program;
  const rest = [...words];
  for (;;) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (!next) break;
    command = next;
    rest.shift();
  }
  const options = rest.filter((word) => word.startsWith('--'));
  const known = options.every((option) => command.options.some(({ long }) => long === option));
  return command !== program && command.commands.length === 0 && known;
}

/** Commands that do something, as they are typed. */
function leaves(command: Cli, above = ''): string[] {
  return command.commands.flatMap((one) => {
    const name = `${above}${one.name()}`;
    return one.commands.length > 0 ? leaves(one, `${name} `) : [name];
  });
}

function byName(a: string, b: string): number {
  return a < b ? -1 : 1;
}
