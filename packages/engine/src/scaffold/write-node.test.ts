import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sdkFor } from './sdk-for.ts';
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

  test('in a package outside the checkout finds the node SDK by its path, and passes its own test', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'throughline-scaffold-'));
    try {
      const dir = join(outside, 'parcel-delay');
      const { next } = await writeNode('parcel-delay', { kind: 'run', dir });
      const { dependencies, devDependencies } = await manifestOf(dir);
      const [repository, nodes] = await Promise.all([
        manifestOf(root),
        manifestOf(join(root, 'packages/nodes')),
      ]);
      const sdk = dependencies['@throughline/nodes'] ?? '';
      expect(sdk).toMatch(/^file:\.\.\//);
      expect(next.join('\n')).toContain(sdk);
      expect(dependencies['zod']).toBe(nodes.dependencies['zod']);
      expect(devDependencies).toEqual({ vitest: repository.devDependencies['vitest'] });

      // What npm makes of them: a folder is linked.
      await linkModule(dir, '@throughline/nodes', resolve(dir, sdk.slice('file:'.length)));
      for (const name of ['zod', 'vitest']) await linkModule(dir, name, join(root, 'node_modules', name));
      expect(await testReport(dir)).toMatchObject({ success: true, numPassedTests: 14 });
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  test('in a workspace of the repository names the node SDK by version', async () => {
    expect(await sdkFor(join(root, 'examples/parcel-delay'))).toBe('^0.1.0');
    expect(await sdkFor(join(root, 'packages/parcel-delay'))).toBe('^0.1.0');
    expect(await sdkFor(join(root, '..', 'parcel-delay'))).toMatch(/^file:\.\.\/[^/]+\/packages\/nodes$/);
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

type Versions = { [name: string]: string };

async function manifestOf(dir: string) {
  const text = await readFile(join(dir, 'package.json'), 'utf8');
  return JSON.parse(text) as { dependencies: Versions; devDependencies: Versions };
}

async function linkModule(dir: string, name: string, target: string): Promise<void> {
  const path = join(dir, 'node_modules', name);
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, 'dir');
}

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
