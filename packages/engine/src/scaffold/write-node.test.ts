import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ScaffoldError, writeNode } from './write-node.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../..', import.meta.url));

describe('a new node', () => {
  let folder: string;

  beforeEach(async () => {
    // Inside the repository, so that the packages are found as an installation finds them.
    await mkdir(join(root, '.throughline'), { recursive: true });
    folder = await mkdtemp(join(root, '.throughline', 'scaffold-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('in a package of its own compiles, passes its own test, and can be loaded', async () => {
    const dir = join(folder, 'parcel-delay');
    const { files, next } = await writeNode('parcel-delay', { kind: 'run', dir });
    expect(files).toHaveLength(6);
    expect(next.join('\n')).toContain('"nodes": ["parcel-delay"]');
    expect(await typeErrors(dir)).toBe('');
    expect(await testReport(dir)).toMatchObject({ success: true, numPassedTests: 14 });

    const { declaration, runner } = (await import(join(dir, 'src/index.ts'))) as {
      declaration: object;
      runner: unknown;
    };
    expect(declaration).toMatchObject({ type: 'parcel-delay', title: 'Parcel delay' });
    expect(typeof runner).toBe('function');
  });

  test.each(['run', 'decide'] as const)(
    'beside the built-in ones, of kind %s, compiles and passes its own test',
    async (kind) => {
      const dir = join(folder, 'nodes');
      await cp(join(root, 'packages/nodes'), dir, { recursive: true });
      // The copy stands alone: no neighbours to compile, and not the tests of the whole repository to run.
      await writeFile(join(dir, 'tsconfig.json'), '{}');
      await writeFile(join(dir, 'vitest.config.mjs'), 'export default {};');
      const { next } = await writeNode('switch-over', { kind, dir });
      expect(next[0]).toContain('catalogue.ts');
      expect(await typeErrors(dir)).toBe('');
      expect(await testReport(dir, 'src/nodes/switch-over.test.ts')).toMatchObject({ success: true });
    },
  );

  test('overwrites nothing, and then writes nothing', async () => {
    await mkdir(join(folder, 'src'));
    await writeFile(join(folder, 'src', 'index.ts'), 'mine');
    await expect(writeNode('parcel-delay', { kind: 'run', dir: folder })).rejects.toThrow(/index\.ts/);
    expect(await readFile(join(folder, 'src', 'index.ts'), 'utf8')).toBe('mine');
    expect(await readdir(join(folder, 'src'))).toEqual(['index.ts']);
  });

  test.each([
    'Parcel',
    'parcel_delay',
    '../parcel',
    'parcel delay',
    '-x',
    'x-',
    '',
    '1st',
    'http-request',
    'x'.repeat(51),
  ])('the name "%s" is refused', async (name) => {
    await expect(writeNode(name, { kind: 'run', dir: join(folder, 'x') })).rejects.toThrow(ScaffoldError);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a node that decides cannot be a package', async () => {
    await expect(writeNode('parcel-delay', { kind: 'decide', dir: folder })).rejects.toThrow(
      /must be built in/,
    );
  });

  test('the command says what it wrote, what to do next, and what is wrong', async () => {
    const program = join(root, 'packages/engine/bin/throughline.js');
    const dir = join(folder, 'delay');
    const { stdout } = await run(process.execPath, [program, 'node', 'new', 'delay', '--dir', dir], {
      cwd: root,
    });
    expect(stdout).toContain('src/delay.run.ts');
    expect(stdout).toContain('Next:');
    const again = run(process.execPath, [program, 'node', 'new', 'delay', '--dir', dir], { cwd: root });
    await expect(again).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing was written') as string,
    });
  });
});

async function typeErrors(dir: string): Promise<string> {
  const config = join(dir, 'tsconfig.test.json');
  const compilerOptions = { composite: false, noEmit: true, emitDeclarationOnly: false, types: ['node'] };
  await writeFile(
    config,
    JSON.stringify({ extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['src'] }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return run(process.execPath, [tsc, '-p', config], { cwd: dir }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

async function testReport(dir: string, ...filter: string[]): Promise<unknown> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const command = [vitest, 'run', '--root', dir, '--reporter', 'json', ...filter];
  // A report of failed tests says more than the exit code.
  const { stdout } = await run(process.execPath, command, { cwd: dir }).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout) as unknown;
}
