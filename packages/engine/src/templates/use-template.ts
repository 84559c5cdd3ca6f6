import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '@throughline/flow/json';
import { hashOfArticle } from '../knowledge/article.ts';
import type { ArticleContent } from '../knowledge/article.ts';
import { importFolder } from '../knowledge/import-folder.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { readConversation } from '../play/read-conversation.ts';
import type { FilePolicy } from '../stores/policy-file.ts';
import { readPolicyFile, setPolicies } from '../stores/policy-file.ts';
import type { Stores } from '../stores/database.ts';
import type { Template } from './read-templates.ts';
import { addressPolicy, flowOfTemplate } from './read-templates.ts';

export type TemplateContents = {
  flow: JsonObject;
  articles: ArticleContent[];
  policies: FilePolicy[];
  /** Recorded conversations, as tests of the flow. */
  tests: { name: string; title: string; file: string }[];
};

/** Throws when a shipped file is not right: tests see to it that none is. */
export async function readTemplate(template: Template): Promise<TemplateContents> {
  const { root, name } = template;
  const folder = join(root, 'workflows', `${name}.conversations`);
  const [flow, articles, shipped, files] = await Promise.all([
    flowOfTemplate(template),
    readArticles(join(root, template.articles)),
    readPolicyFile(join(root, template.policies)),
    readdir(folder),
  ]);
  const tests = await Promise.all(
    files
      .filter((file) => file.endsWith('.json'))
      .toSorted()
      .map(async (file) => {
        const path = join(folder, file);
        return {
          name: file.slice(0, -'.json'.length),
          title: (await readConversation(path)).title,
          file: path,
        };
      }),
  );
  const policies = [...shipped, addressPolicy(template, template.service.address)];
  return { flow: flow as JsonObject, articles, policies, tests };
}

async function readArticles(folder: string): Promise<ArticleContent[]> {
  const articles: ArticleContent[] = [];
  const { problems } = await importFolder(folder, {
    async put(article) {
      articles.push(article as ArticleContent);
      return { articleId: article.articleId, version: 1, changed: true };
    },
  });
  if (problems[0]) throw new Error(`${folder}/${problems[0].file}: ${problems[0].text}`);
  return articles.toSorted((one, other) => one.articleId.localeCompare(other.articleId, 'en'));
}

export type Brought = {
  /** Articles that are new. */
  imported: string[];
  /** Articles that are there with another text, and were left alone. */
  kept: string[];
  /** Policies that are new. */
  set: string[];
};

/** Brings the articles and the policies that are missing; what is there is never changed, so that it can be done again. */
export async function bringContents(
  { articles, policies }: Pick<TemplateContents, 'articles' | 'policies'>,
  to: {
    stores: Pick<Stores, 'policies'>;
    knowledge: Pick<Knowledge, 'get' | 'put'>;
    author: string;
    at: number;
  },
): Promise<Brought> {
  const { stores, knowledge, author, at } = to;
  const live = new Set((await stores.policies.list()).map(({ name }) => name));
  const missing = policies.filter(({ name }) => !live.has(name));
  const { changed, problems } = await setPolicies(stores.policies, missing, { author, at });
  if (problems[0] !== undefined) throw new Error(problems[0]);
  const brought: Brought = { imported: [], kept: [], set: changed };
  for (const article of articles) {
    const known = await knowledge.get(article.articleId);
    if (known && known.hash !== hashOfArticle(article)) brought.kept.push(article.articleId);
    if (known) continue;
    await knowledge.put(article, { author });
    brought.imported.push(article.articleId);
  }
  return brought;
}
