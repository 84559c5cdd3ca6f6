import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TestApi } from '../api/testing/test-api.ts';
import { startTestApi } from '../api/testing/test-api.ts';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { noGateway } from '../testing/no-gateway.ts';
import { runCli } from './testing/run-cli.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  const unused = () => Promise.reject(new Error('no case is reached here'));
  api = await startTestApi({
    database,
    gateway: noGateway(unused),
  });
});
afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

function flow(id: string, queue: string, x = 0, says?: string) {
  const text = says !== undefined && { text: [{ language: 'en', text: says }] };
  const config = { queue, reason: 'asked', ...text };
  return {
    ...{ schema: 1, id, title: 'Hello', settings: { fallbackQueue: 'people' } },
    nodes: [
      { id: 'start', type: 'ingest', title: 'Start', config: {} },
      { id: 'person', type: 'escalate', title: 'Person', config, position: { x, y: 0 } },
    ],
    edges: [{ id: 'e1', from: 'start', port: 'started', to: 'person' }],
  };
}

const writer = (cwd: string) => (name: string, content: object) =>
  writeFile(join(cwd, name), JSON.stringify(content));

/** At the address of the running API with a token, and beside its database. */
const ways = {
  'at an address': async (cwd: string) => {
    const token = (await api.signIn('developer')).bearer.Authorization.replace('Bearer ', '');
    return (command: string) =>
      runCli([...command.split(' '), '--url', api.url], { cwd, env: { THROUGHLINE_API_TOKEN: token } });
  },
  'beside the database': async (cwd: string) => {
    const env = {
      THROUGHLINE_MONGODB_URL: inject('mongodbUrl'),
      THROUGHLINE_MONGODB_DATABASE: database.name,
      THROUGHLINE_TEMPORAL_ADDRESS: inject('temporalAddress'),
      THROUGHLINE_CHROMA_URL: inject('chromaUrl'),
      THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_SMS_FROM: '+441632960001',
    };
    return (command: string) => runCli(command.split(' '), { cwd, env });
  },
};

describe.each(Object.entries(ways))('a flow, %s', (way, open) => {
  it('is published, compared with what is live, and gone back from', async () => {
    const id = way.replaceAll(' ', '-');
    const cwd = await temporaryFolder();
    const [run, write] = [await open(cwd), writer(cwd)];
    await write('one.json', flow(id, 'one'));
    await write('two.json', flow(id, 'two'));
    await write('moved.json', flow(id, 'two', 50));

    const first = await run('flow publish one.json --expected none --note first');
    expect([first.code, first.stderr]).toEqual([0, '']);
    const [, hash] = /Published as version 1 \(([0-9a-f]{64})\)/.exec(first.stdout) ?? [];
    const late = await run('flow publish two.json --expected none');
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('version')]);
    expect((await run(`flow publish two.json --expected ${hash}`)).stdout).toContain(
      'Published as version 2',
    );

    const differs = await run(`flow diff ${id}@1 ${id}@live`);
    expect([differs.code, differs.stdout]).toEqual([
      1,
      '~ node "Person" (person, escalate)\n    Queue\n      - "one"\n      + "two"\n',
    ]);
    const json = await run(`flow diff ${id}@${hash?.slice(0, 12)} two.json --json`);
    expect(JSON.parse(json.stdout)).toMatchObject({
      sameVersion: false,
      nodes: [{ id: 'person', fields: [{ path: ['config', 'queue'], before: 'one', after: 'two' }] }],
    });
    expect(await run(`flow diff two.json ${id}@2`)).toMatchObject({
      code: 0,
      stdout: 'They are the same.\n',
    });
    expect(await run('flow diff two.json moved.json')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('as a version they are the same'),
    });

    const again = await run('flow publish two.json --move-running');
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('No case runs another version.')]);
    const back = await run(`flow publish ${id}@1 --note back`);
    expect(back.stdout).toContain(`Went back to version 1 (${hash})`);
    expect((await database.stores.flows.live(id))?.hash).toBe(hash);
  });

  it('is checked as on the page: policies and channels of the installation too', async () => {
    const cwd = await temporaryFolder();
    const [run, write] = [await open(cwd), writer(cwd)];
    const bad = flow('bad', '{{ policy.nobody_set_it }}');
    const listens = { ...bad.nodes[0], config: { channels: ['pigeon'] } };
    await write('bad.json', { ...bad, nodes: [listens, bad.nodes[1]] });
    const refused = await run('flow publish bad.json');
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/^warning .*the channel "pigeon"/m);
    expect(refused.stdout).toMatch(/^error .*no policy "nobody_set_it"/m);
    expect(await database.stores.flows.live('bad')).toBeNull();
    const checked = await run('flow validate bad.json');
    // A file alone is checked without any server: nobody knows its policies.
    expect(checked.code).toBe(way === 'at an address' ? 1 : 0);
    expect(checked.stdout).toMatch(/^warning .*the channel "pigeon"/m);
    const unknown = await run('flow diff bad@live bad.json');
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('What to do: ')]);
  });
});

describe.each(Object.entries(ways))('a version %s', (where, open) => {
  const id = `kept-${where.replaceAll(' ', '-')}`;

  it('is checked for each channel, and plays the tests that are saved with it', async () => {
    const cwd = await temporaryFolder();
    const [run, write] = [await open(cwd), writer(cwd)];
    await write('long.json', flow(id, 'people', 0, 'word '.repeat(1_500)));
    const published = await run('flow publish long.json');
    expect([published.code, published.stdout]).toEqual([0, expect.stringMatching(/^warning channel\./m)]);
    const checked = await run(`flow validate ${id}@live`);
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringMatching(/^warning channel\./m)]);

    expect(await run(`flow test ${id}@1`)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('No test is saved'),
    });
    const test = { schema: 1, title: 'Hello', needs: [], turns: [{ say: 'Hello' }] } as never;
    await database.stores.flowTests.save({ flowId: id, name: 'hello', test, author: 'ana', updatedAt: 1 });
    expect(await run(`flow test ${id}@1`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 of 1 as recorded'),
    });
  });
});

it('never shows an API token of the environment', async () => {
  const cwd = await temporaryFolder();
  const env = { THROUGHLINE_API_TOKEN: 'throughline_of-the-environment' };
  for (const command of [
    'flow publish --help',
    'flow diff --help',
    'play --help',
    'flow publish --nots x a@1',
  ]) {
    const { stdout, stderr } = await runCli(command.split(' '), { cwd, env });
    expect(stdout + stderr).toContain('THROUGHLINE_API_TOKEN');
    expect(stdout + stderr).not.toContain('of-the-environment');
  }
});
