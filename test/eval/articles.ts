import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const root = fileURLToPath(new URL('../../', import.meta.url));

const frontMatter = z.strictObject({
  id: z.string(),
  title: z.string(),
  language: z.literal('en'),
  tags: z.array(z.string()).min(1),
  questions: z.array(z.string()),
});

const policy = z.strictObject({
  name: z.string(),
  type: z.enum(['number', 'text', 'boolean', 'money', 'duration', 'openingHours']),
  value: z.unknown(),
  title: z.string(),
  unit: z.string().optional(),
});

export type ShopArticle = z.infer<typeof frontMatter> & { file: string; body: string };

export const policies = z.array(policy).parse(readJson('examples/policies.json'));

export function readArticles(folder: string): ShopArticle[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => {
      const [, head, body] =
        /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(root, folder, file), 'utf8')) ?? [];
      if (head === undefined || body === undefined) throw new Error(`${folder}/${file} has no front matter`);
      return { ...frontMatter.parse(parse(head)), file, body: body.trim() };
    });
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

export function sentencesOf(body: string): string[] {
  return body.split(/\n{2,}|(?<=[.!?]"?)\s+/).filter((sentence) => sentence !== '');
}
