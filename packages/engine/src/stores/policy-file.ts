import { z } from 'zod';
import { readJsonFileAs } from '../input/read-json-file.ts';
import type { PolicyStore } from './policies.ts';
import { policyTypes } from './policy-type.ts';

const policyFile = z.array(
  z.strictObject({ name: z.string(), type: z.enum(policyTypes), value: z.json(), title: z.string() }),
);

export type FilePolicy = z.infer<typeof policyFile>[number];

/** Policies as a JSON list, like `examples/policies.json`. Throws `InputError` with the place of what is wrong. */
export function readPolicyFile(file: string): Promise<FilePolicy[]> {
  return readJsonFileAs(file, {
    schema: policyFile,
    what: 'a list of policies',
    fix: 'Write each as { "name", "type", "title", "value" }, like those of examples/policies.json.',
  });
}

/** Sets each policy whose value differs from the live one. Gives the names that changed, and what could not be set. */
export async function setPolicies(
  store: Pick<PolicyStore, 'list' | 'set'>,
  policies: readonly FilePolicy[],
  by: { author: string; at: number },
): Promise<{ changed: string[]; problems: string[] }> {
  const live = new Map((await store.list()).map((policy) => [policy.name, policy]));
  const changed: string[] = [];
  const problems: string[] = [];
  for (const { name, type, value, title } of policies) {
    const known = live.get(name);
    if (
      known &&
      JSON.stringify([known.type, known.value, known.title]) === JSON.stringify([type, value, title])
    )
      continue;
    const set = await store.set({ name, type, value, title, ...by });
    if (set.ok) changed.push(name);
    else problems.push(...set.issues.map(({ text, fix }) => `${name}: ${text} ${fix}`));
  }
  return { changed, problems };
}
