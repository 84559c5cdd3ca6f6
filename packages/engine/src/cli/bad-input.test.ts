import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import type { Role } from '../api/staff.ts';
import type { TestApi } from '../api/testing/test-api.ts';
import { startTestApi } from '../api/testing/test-api.ts';
import type { CaseBundle } from '../cases/case-bundle.ts';
import { exportCase } from '../cases/case-bundle.ts';
import { freePort } from '../local/free-port.ts';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';
import { checkToken } from '../play/check-token.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { eventually, startCaseRuntime } from '../testing/case-runtime.ts';
import { runCli } from './testing/run-cli.ts';
import { noGateway } from '../testing/no-gateway.ts';

const texts: { [file: string]: string } = {
  'text.json': 'hello',
  'empty.json': '{}',
  'list.json': '[]',
  'policies.json': '[{ "name": "days", "type": "numbr", "value": 1, "title": "Days" }]',
  'unit.json': '[{ "name": "days", "type": "number", "value": 1, "title": "Days", "unit": "days" }]',
  'said.json': '{ "schema": 1, "title": "x", "turns": [{ "say": "a" }] }',
  'conversation.json': '{ "schema": 1, "title": "x", "turns": [{ "say": "a", "press": "b" }] }',
};

async function folderOfFiles(): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'a-folder'));
  for (const [file, text] of Object.entries(texts)) await writeFile(join(folder, file), text);
  return folder;
}

/** What is typed, the exit code, and what has to be in what is said. */
const wrong: [command: string, code: number, said: string[]][] = [
  ['case verify none.json', 1, ['none.json', 'no such file']],
  ['case verify a-folder', 1, ['a-folder', 'is a folder']],
  ['case verify text.json', 1, ['text.json is not JSON']],
  ['case verify list.json', 1, ['list.json is not an exported case', 'the whole']],
  ['case verify empty.json', 1, ['schema:', 'case:', 'plan:', 'journal:', 'case export']],
  ['flow validate none.json', 1, ['none.json', 'no such file']],
  ['flow validate text.json', 1, ['text.json is not JSON']],
  ['flow publish --url localhost none.json', 1, ['localhost is not an address', '--url']],
  ['flow publish --url http://127.0.0.1:9 none.json', 1, ['API token', '--token']],
  ['flow publish --url http://127.0.0.1:9 --token x a@1', 1, ['http://127.0.0.1:9 cannot be reached']],
  ['flow diff none.json text.json', 2, ['none.json', 'no such file']],
  ['flow diff empty.json text.json', 2, ['empty.json is not a flow', 'flow validate empty.json']],
  ['play --token x none.json', 2, ['none.json', 'no such file']],
  ['play --token x text.json', 2, ['text.json is not JSON']],
  ['play --token x conversation.json', 2, ['turns[0]: ', 'exactly one of']],
  ['play conversation.json', 2, ['API token', '--token']],
  ['play --token x --url localhost said.json', 2, ['localhost is not an address', '--url']],
  ['policies import unit.json', 1, ['unit.json is not a list of policies: ', 'unit']],
  ['policies import none.json', 1, ['none.json', 'no such file']],
  ['policies import text.json', 1, ['text.json is not JSON']],
  ['policies import policies.json', 1, ['policies.json is not a list of policies: [0].type: ']],
  ['knowledge import none', 1, ['none', 'no such folder']],
  ['knowledge ask why --folder text.json', 1, ['text.json', 'no folder']],
  ['knowledge ask why --policies empty.json', 1, ['empty.json', 'a list of policies', 'expected array']],
];

describe('what cannot be used is named with its place and what to do, without a stack', () => {
  it.each(wrong)('%s', async (command, code, said) => {
    const run = await runCli(command.split(' '), { cwd: await folderOfFiles() });
    expect([run.code, run.stdout]).toEqual([code, '']);
    for (const words of said) expect(run.stderr).toContain(words);
    expect(run.stderr).toMatch(/\nWhat to do: .+\n$/);
    expect(run.stderr).not.toMatch(/^\s+at |node:internal/m);
  });
});

describe('a server that is not there', () => {
  it('is told in one line; the stack only to who asks for it', async () => {
    const cwd = await temporaryFolder();
    const nobody = `127.0.0.1:${await freePort()}`;
    const env = {
      THROUGHLINE_MONGODB_URL: `mongodb://${nobody}`,
      THROUGHLINE_TEMPORAL_ADDRESS: nobody,
      THROUGHLINE_CHROMA_URL: `http://${nobody}`,
      THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const [short, long] = await Promise.all([
      runCli(['policies', 'list'], { cwd, env }),
      runCli(['policies', 'list'], { cwd, env: { ...env, THROUGHLINE_DEBUG: '1' } }),
    ]);
    expect([short.code, long.code]).toEqual([1, 1]);
    expect(short.stderr).toMatch(/^The database does not answer\. .*\nWhat to do: .*throughline doctor.*\n$/);
    expect(long.stderr).toMatch(/^The database does not answer/);
    expect(long.stderr).toMatch(/^\s+at /m);
  });
});

describe('a server that is not an installation', () => {
  it('is told before a message is sent', async () => {
    const run = await runCli(['play', '--token', 'x', '--url', inject('chromaUrl'), 'said.json'], {
      cwd: await folderOfFiles(),
    });
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/ does not answer as Throughline does .*\nWhat to do: .*--url.*\n$/);
  });
});

describe('a token that may not play', () => {
  const refuse = () => Promise.reject(new Error('nothing is done here'));
  const receive = vi.fn<typeof refuse>(refuse);
  let database: TestDatabase;
  let api: TestApi;

  beforeAll(async () => {
    database = await testDatabase(inject('mongodbUrl'));
    api = await startTestApi({
      database,
      gateway: { ...noGateway(refuse), receive },
    });
  });
  afterAll(async () => {
    await api.stop();
    await database.drop();
  });

  it.each([
    ['is not known', () => Promise.resolve('tl_nobody'), 'does not know the API token'],
    ['may not verify cases', () => tokenOf('agent'), 'has the role agent, which may not verify cases'],
  ])('%s: says so before a message is sent', async (_, token, said) => {
    const command = ['play', '--url', api.url, '--token', await token(), 'said.json'];
    const run = await runCli(command, { cwd: await folderOfFiles() });
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(said);
    expect(run.stderr).toMatch(/^.+\nWhat to do: Make one in the settings, .+\n$/);
    expect(receive).not.toHaveBeenCalled();
  });

  it('is not that of an auditor', async () => {
    await expect(checkToken(api.url, await tokenOf('auditor'))).resolves.toBeUndefined();
  });

  async function tokenOf(role: Role): Promise<string> {
    return (await api.signIn(role)).bearer.Authorization.replace('Bearer ', '');
  }
});

describe('an exported case', () => {
  let bundle: CaseBundle;
  const visitor = randomUUID();

  beforeAll(async () => {
    const runtime = await startCaseRuntime({
      temporalAddress: inject('temporalAddress'),
      mongodbUrl: inject('mongodbUrl'),
      script: async () => ({ port: 'unsure' }),
    });
    const { caseId } = await runtime.say('A person please', { visitor });
    await eventually(
      () => runtime.stores.cases.get(caseId),
      (row) => row?.owner === 'queue',
    );
    const exported = await exportCase(runtime.stores, caseId);
    if (!exported) throw new Error('it was not exported');
    bundle = exported;
    await runtime.close();
  });

  async function verify(change: (copy: CaseBundle) => void) {
    const cwd = await temporaryFolder();
    const copy = JSON.parse(JSON.stringify(bundle)) as CaseBundle;
    change(copy);
    await writeFile(join(cwd, 'case.json'), JSON.stringify(copy));
    return runCli(['case', 'verify', 'case.json'], { cwd });
  }

  it('verifies as it came, with whatever else it holds', async () => {
    const untouched = await verify(() => {});
    expect([untouched.code, untouched.stderr]).toEqual([0, '']);
    expect(untouched.stdout).toMatch(
      /chain: holds.*\nreplay: all.*\nrecord: \d+ messages and the state of the case are what the journal says\n$/,
    );
  });

  const edits: [what: string, edit: (copy: CaseBundle) => void, said: (copy: CaseBundle) => string][] = [
    [
      'what a message says',
      ({ messages }) => void (messages.at(-1)!.text += '!'),
      ({ messages }) => `message ${messages.at(-1)?._id} is not what the journal says`,
    ],
    [
      'who said it',
      ({ messages }) => void (messages[0]!.from = 'agent'),
      ({ messages }) => `message ${messages[0]?._id} is not what the journal says`,
    ],
    ['that anything was said', (copy) => void (copy.messages = []), () => 'of the journal is missing'],
    [
      'a message more',
      ({ messages }) => void messages.push({ ...messages[0]!, _id: 'another' }),
      () => 'message another is not in the journal',
    ],
    ['who has it', (copy) => void (copy.case.owner = 'flow'), () => '"owner" of the case is not'],
    ['when it began', (copy) => void (copy.case.openedAt -= 1), () => '"openedAt" of the case is not'],
    ['which flow it ran', (copy) => void (copy.case.flow.hash = 'f'.repeat(64)), () => 'the flow is not'],
    ['how the flow was drawn', ({ flow }) => void (flow!['nodes'] = []), () => 'the flow is not the version'],
  ];

  it.each(edits)('whose journal is untouched, but not %s, does not verify', async (_what, edit, said) => {
    const run = await verify(edit);
    expect([run.code, run.stderr]).toEqual([1, '']);
    expect(run.stdout).toMatch(/chain: holds.*\nreplay: all.*\nrecord: /);
    expect(run.stdout).toContain(said(bundle));
  });

  it('that lacks something is refused with the path of each, and one that was changed by hand gets a verdict', async () => {
    const lacking = await verify(({ journal }) => {
      Object.assign(journal[1]?.entry ?? {}, { digest: undefined });
      Object.assign(journal[2]?.content ?? {}, { salt: 5 });
    });
    expect([lacking.code, lacking.stdout]).toEqual([1, '']);
    expect(lacking.stderr).toContain('journal[1].entry.digest: is missing');
    expect(lacking.stderr).toContain('journal[2].content.salt: expected string, received number');

    const first = bundle.journal.findIndex(({ entry }) => entry.type === 'message.received');
    const impossible = await verify(({ journal }) => {
      Object.assign(journal[first]?.content?.event ?? {}, { message: { id: 'm' } });
    });
    expect([impossible.code, impossible.stderr]).toEqual([1, '']);
    expect(impossible.stdout).toContain(`chain: BROKEN at entry ${first + 1}: content-changed`);
    expect(impossible.stdout).toMatch(/replay: differs at entry \d+: (event-impossible|decision-differs)/);

    const newer = await verify(({ journal }) => {
      Object.assign(journal[0]?.content?.event ?? {}, { interpreter: 1_000 });
    });
    expect(newer.stdout).toContain('replay: not possible: a newer release took the decisions');
  });
});
