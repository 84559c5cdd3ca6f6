import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Flow } from '@throughline/flow/schema';
import { temporaryFolder } from '../local/testing/temporary-folder.ts';
import { runCli } from './testing/run-cli.ts';

const workflows = fileURLToPath(new URL('../../../../workflows/', import.meta.url));
const support = join(workflows, 'support.flow.json');

describe('throughline flow test', () => {
  it('plays the conversations beside a flow, without any server', async () => {
    const { code, stdout } = await runCli(['flow', 'test', support], { cwd: workflows });
    expect(stdout).toMatch(/\n(\d+) of \1 as recorded, in /);
    expect(code).toBe(0);
  });

  it('says where the route parted, and exits with 1', async () => {
    const folder = await temporaryFolder();
    const flow = JSON.parse(await readFile(support, 'utf8')) as Flow;
    for (const edge of flow.edges) if (edge.from === 'intent' && edge.port === 'order') edge.to = 'question';
    const other = join(folder, 'other.flow.json');
    await writeFile(other, JSON.stringify(flow));

    const tests = join(workflows, 'support.conversations');
    const one = join(tests, 'order-number-asked.json');
    const { code, stdout } = await runCli(['flow', 'test', other, one], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain('left by “Asks where an order is”, the case went to “');
    expect(stdout).toContain('0 of 1 as recorded');

    const all = await runCli(['flow', 'test', other, tests, '--json'], { cwd: folder });
    const { tests: runs } = JSON.parse(all.stdout) as { tests: { ok: boolean; name: string }[] };
    expect(all.code).toBe(1);
    expect(runs.find(({ name }) => name === one)?.ok).toBe(false);
    expect(runs.some(({ ok }) => ok)).toBe(true);
  });

  it('exits with 2 when there is nothing to play', async () => {
    const { code, stderr } = await runCli(['flow', 'test', support, 'none'], { cwd: workflows });
    expect(code).toBe(2);
    expect(stderr).toContain('none: there is no such file or folder.');
  });
});
