import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conversation } from '@throughline/flow/conversation';
import type { JsonObject } from '@throughline/flow/json';
import { hashOfArticle } from '../knowledge/article.ts';
import type { ArticleContent } from '../knowledge/article.ts';
import { importFolder } from '../knowledge/import-folder.ts';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { readConversation } from '../play/read-conversation.ts';
import type { FlowTestStore } from '../stores/flow-tests.ts';
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
  tests: { name: string; test: Conversation }[];
};

/** Throws when a shipped file is not right: tests see to it that none is. */
export async function readTemplate(template: Template): Promise<TemplateContents> {
  const { root } = template;
  const [flow, articles, shipped, tests] = await Promise.all([
    flowOfTemplate(template),
    readArticles(join(root, template.articles)),
    readPolicyFile(join(root, template.policies)),
    readTests(template),
  ]);
  const policies = [...shipped, addressPolicy(template, template.service.address)];
  return { flow: flow as JsonObject, articles, policies, tests };
}

/** Throws when a shipped conversation is not right. */
export async function readTests({ root, name }: Template): Promise<TemplateContents['tests']> {
  const folder = join(root, 'workflows', `${name}.conversations`);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (file) => ({
      name: file.slice(0, -'.json'.length),
      test: await readConversation(join(folder, file)),
    })),
  );
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

/** Saves the recorded conversations as tests of a flow, in place of tests of the same names. */
export async function bringTests(
  tests: TemplateContents['tests'],
  to: { flowTests: Pick<FlowTestStore, 'save'>; flowId: string; author: string; at: number },
): Promise<string[]> {
  const { flowTests, flowId, author, at } = to;
  for (const { name, test } of tests)
    await flowTests.save({ flowId, name, test, author, updatedAt: at }, { replace: true });
  return tests.map(({ name }) => name);
}
