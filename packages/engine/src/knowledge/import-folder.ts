import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { ArticleContent } from './article.ts';
import { isArticleFile, parseArticleFile } from './article-file.ts';
import type { ImportProblem, ImportReport, Knowledge } from './knowledge-api.ts';

/** More than this is not an article, and is not read. */
const largestFile = 1_000_000;
const atOnce = 8;

/**
 * Imports every article file below a folder; files with problems are reported and the others go in. An article that is
 * not in the folder stays: removing is always explicit.
 */
export async function importFolder(folder: string, knowledge: Pick<Knowledge, 'put'>): Promise<ImportReport> {
  const report: ImportReport = { imported: [], problems: [] };
  const from = new Map<string, string>();
  const waiting: ArticleContent[] = [];
  for (const file of await articleFiles(folder)) {
    const name = relative(folder, file);
    if ((await stat(file)).size > largestFile) {
      report.problems.push({ file: name, text: 'larger than 1 MB', fix: 'cut it into several articles' });
      continue;
    }
    const parsed = parseArticleFile(name, await readFile(file));
    report.problems.push(...parsed.problems);
    for (const article of parsed.articles) {
      const { articleId } = article;
      const earlier = from.get(articleId);
      if (earlier === undefined) {
        from.set(articleId, name);
        waiting.push(article);
      } else {
        report.problems.push(sameId(name, articleId, earlier));
      }
    }
  }
  for (let start = 0; start < waiting.length; start += atOnce) {
    const puts = waiting.slice(start, start + atOnce).map((article) => knowledge.put(article));
    report.imported.push(...(await Promise.all(puts)));
  }
  return report;
}

async function articleFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && isArticleFile(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function sameId(file: string, articleId: string, earlier: string): ImportProblem {
  return {
    file,
    field: 'id',
    text: `"${articleId}" is the id of ${earlier} too`,
    fix: 'give each file its own id',
  };
}
