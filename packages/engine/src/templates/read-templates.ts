import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { FilePolicy } from '../stores/policy-file.ts';
import { readFlowFile } from '../flows/flow-file.ts';
import { InputError } from '../input/input-error.ts';
import { readJsonFileAs } from '../input/read-json-file.ts';

const suffix = '.template.json';
const path = z.string().regex(/^[\w-]+(?:\/[\w.-]+)*$/, 'Write a path from the root of the project.');

const manifest = z.strictObject({
  title: z.string().min(1).max(80),
  /** One sentence. */
  description: z.string().min(1).max(300),
  /** Channels it was made for and reads well on. */
  channels: z.array(z.string().min(1)).min(1),
  /** What it needs that no template can bring, each a sentence. */
  needs: z.array(z.string().min(1)).max(10).default([]),
  /** Folder of articles. */
  articles: path,
  /** File of policies, as `policies import` takes it. */
  policies: path,
  /** A stand-in for the system that the flow looks things up in. */
  service: z.strictObject({
    module: path,
    /** The credential with which it is asked. */
    credential: z.string().min(1),
    /** The policy that holds its address. */
    policy: z.strictObject({ name: z.string().min(1), title: z.string().min(1) }),
    /** Where the stand-in serves when nobody says otherwise. */
    address: z.url(),
  }),
});

/** A flow to start from, with what it brings. Paths are from `root`. */
export type Template = z.output<typeof manifest> & {
  /** By which all of it is found: `workflows/<name>.flow.json` and what lies beside it. */
  name: string;
  root: string;
};

/** Where flows and examples lie: beside the packages, also in an image. */
export const shippedRoot = fileURLToPath(new URL('../../../..', import.meta.url));

/** The templates of `workflows`, in the order of their names. Throws `InputError` for a manifest that is not right. */
export async function readTemplates(root = shippedRoot): Promise<Template[]> {
  const all = await readdir(join(root, 'workflows'));
  const files = all.filter((file) => file.endsWith(suffix)).sort();
  return Promise.all(
    files.map(async (file) => ({
      ...(await readJsonFileAs(join(root, 'workflows', file), {
        schema: manifest,
        what: 'the manifest of a template',
        fix: 'Write it like workflows/support.template.json.',
      })),
      name: file.slice(0, -suffix.length),
      root,
    })),
  );
}

/** Throws `InputError` for a name that is none. */
export async function templateNamed(name: string, root = shippedRoot): Promise<Template> {
  const templates = await readTemplates(root);
  const found = templates.find((one) => one.name === name);
  if (found) return found;
  const names = templates.map((one) => one.name).join(', ');
  throw new InputError(`There is no template "${name}".`, `Name one of these: ${names}.`);
}

/** The flow as it is drawn, unchecked. */
export function flowOfTemplate({ root, name }: Template): Promise<unknown> {
  return readFlowFile(join(root, 'workflows', `${name}.flow.json`));
}

/** The policy by which the flow finds the service. */
export function addressPolicy({ service }: Template, address: string): FilePolicy {
  return { ...service.policy, type: 'text', value: address };
}
