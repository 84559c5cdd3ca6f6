import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { compile } from '@throughline/flow/compile';
import type { Conversation } from '@throughline/flow/conversation';
import type { FlowTestRun } from '@throughline/flow/flow-test';
import { runFlowTest } from '@throughline/flow/flow-test';
import type { Catalogue } from '@throughline/flow/declaration';
import type { JsonObject } from '@throughline/flow/json';
import type { Flow } from '@throughline/flow/schema';
import { createStep } from '@throughline/flow/step';
import { stopNames } from '@throughline/flow/stop-names';
import { deciders } from '@throughline/nodes/deciders';
import { InputError } from '../input/input-error.ts';
import { readConversation } from '../play/read-conversation.ts';

/** A test by the name under which it is saved, or that of its file. */
export type NamedTest = { name: string; test: Conversation };

export type NamedTestRun = Omit<FlowTestRun, 'simulation'> & { name: string };

/** Plays tests of a flow offline: real deciders, a virtual clock, recorded results. In their order. */
export function testFlow(
  flow: Flow,
  catalogue: Catalogue,
  { tests, policies = {} }: { tests: NamedTest[]; policies?: JsonObject },
): NamedTestRun[] {
  const world = { step: createStep(deciders), plan: compile(flow, catalogue) };
  const names = stopNames(flow, catalogue);
  return tests.map(({ name, test }) => {
    const { simulation: _, ...run } = runFlowTest(world, test, { names, policies });
    return { name, ...run };
  });
}

/** Throws `InputError` for a file that is no conversation. */
export function readTests(files: string[]): Promise<NamedTest[]> {
  return Promise.all(files.map(async (file) => ({ name: file, test: await readConversation(file) })));
}

/** The files named, and those in the folders named; `<name>.conversations` beside the flow when none is. */
export async function testFilesOf(flowFile: string, named: string[]): Promise<string[]> {
  const paths = named.length > 0 ? named : [flowFile.replace(/(\.flow)?\.json$/, '.conversations')];
  const files = await Promise.all(paths.map(filesAt));
  if (files.flat().length > 0) return files.flat();
  throw new InputError(
    `There is no test of a flow in ${paths.join(', ')}.`,
    'Name a conversation or a folder of them; docs/conversations.md has the format.',
  );
}

async function filesAt(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new InputError(`${path}: there is no such file or folder.`, 'Name one that is there.');
  if (!found.isDirectory()) return [path];
  const names = await readdir(path);
  return names
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => join(path, name));
}
