import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { commandLine } from '../flows/command-line.ts';
import type { LeftOutSentence } from '../knowledge/knowledge-api.ts';
import type { Policies } from '../knowledge/policy-values.ts';
import type { OpenKnowledge } from './knowledge-servers.ts';

export function register(program: Command): void {
  const knowledge = program
    .command('knowledge')
    .description('articles: import a folder, see what a question finds');
  knowledge
    .command('import <folder>')
    .description('import every .md, .html, .txt and .json file below a folder')
    .option('--json', 'as one JSON object')
    .action(importFolder);
  knowledge
    .command('ask <question>')
    .description('show what is found, with scores, and what would be answered')
    .option('--json', 'as one JSON object')
    .option('--folder <folder>', 'ask the files of this folder instead of the imported articles')
    .option(
      '--policies <file>',
      'JSON file with a list of { name, value }, for {{ policy.<name> }}; they stand before those of the installation',
    )
    .action(ask);
}

async function importFolder(folder: string, { json }: { json?: boolean }): Promise<void> {
  await checkFolder(folder);
  await withKnowledge(false, async ({ knowledge }) => {
    const { imported, problems } = await knowledge.importFolder(folder, { author: commandLine });
    const changed = imported.filter((one) => one.changed);
    if (json) console.log(JSON.stringify({ imported, problems }, null, 2));
    else {
      for (const { articleId, version } of changed) console.log(`${articleId}: version ${version}`);
      for (const { file, text, fix } of problems) console.error(`${file}: ${text}\n  What to do: ${fix}.`);
      console.log(
        `${imported.length} articles, ${changed.length} new or changed, ${problems.length} problems`,
      );
    }
    if (problems.length > 0) process.exitCode = 1;
  });
}

async function ask(
  question: string,
  options: { json?: boolean; folder?: string; policies?: string },
): Promise<void> {
  if (options.folder !== undefined) await checkFolder(options.folder);
  const given = options.policies === undefined ? {} : await readPolicies(options.policies);
  await withKnowledge(options.folder !== undefined, async ({ knowledge, model, answerer, ...open }) => {
    const policies = { ...(await open.policies.snapshot()).values, ...given };
    if (options.folder !== undefined) {
      const { problems } = await knowledge.importFolder(options.folder);
      for (const { file, text } of problems) console.error(`${file}: ${text}`);
    }
    const left: LeftOutSentence[] = [];
    const onLeftOut = (sentence: LeftOutSentence) => void left.push(sentence);
    const retrieval = await knowledge.retrieve({ query: question, policies, onLeftOut });
    const leftOut = summaryOf(left);
    const answer = await answerer.answer({ question, passages: retrieval.passages, policies });
    if (options.json) return console.log(JSON.stringify({ retrieval, leftOut, answer }, null, 2));
    for (const asked of retrieval.questions) console.log(`question: ${asked}`);
    for (const { id, title, text, score, evidence } of retrieval.passages) {
      const [first] = [...evidence].sort((a, b) => b.score - a.score);
      console.log(`\n${score.toFixed(3)}  ${id}  ${title}`);
      if (first) {
        const { cosine, asked, lexical } = first;
        console.log(
          `       text ${cosine.toFixed(2)}, asked ${(asked[0]?.cosine ?? 0).toFixed(2)}, words ${lexical.toFixed(2)}`,
        );
      }
      console.log(`       ${text.length > 160 ? `${text.slice(0, 157)}...` : text}`);
    }
    const { answer: sure, offer } = model.bands;
    console.log(
      `\n${answer.band}: confidence ${answer.confidence.toFixed(2)} (answers from ${sure}, offers from ${offer}); ${answer.reason}`,
    );
    if (answer.text)
      console.log(
        `  ${answer.text}\n  from: ${answer.sources.map(({ articleId, version }) => `${articleId} v${version}`).join(', ')}`,
      );
    answer.choices.forEach(({ title }, i) => console.log(`  ${i + 1}. ${title}`));
    for (const { text, reason } of answer.dropped) console.log(`  dropped, ${reason}: ${text}`);
    if (leftOut.sentences > 0) console.log(`\n${leftOutLine(leftOut)}`);
  });
}

/** Sentences of the found articles that say nothing, for want of the values of policies. */
type LeftOut = { sentences: number; policies: string[] };

function summaryOf(left: readonly LeftOutSentence[]): LeftOut {
  const sentences = new Set(left.map(({ articleId, text }) => `${articleId} ${text}`));
  const policies = new Set(left.flatMap(({ missing }) => missing));
  return { sentences: sentences.size, policies: [...policies].toSorted() };
}

function leftOutLine({ sentences, policies }: LeftOut): string {
  const [were, have] = [
    sentences === 1 ? 'sentence of the found articles was' : 'sentences of the found articles were',
    policies.length === 1 ? 'this policy has' : 'these policies have',
  ];
  return `${sentences} ${were} left out, because ${have} no value: ${policies.join(', ')} (give --policies <file>)`;
}

async function withKnowledge(
  ephemeral: boolean,
  work: (open: OpenKnowledge) => Promise<void>,
): Promise<void> {
  const [{ openKnowledge }, { plainProgress }] = await Promise.all([
    import('./knowledge-servers.ts'),
    import('../local/plain-progress.ts'),
  ]);
  const open = await openKnowledge({ env: process.env, ephemeral, progress: plainProgress(console.error) });
  try {
    await work(open);
  } finally {
    await open.close();
  }
}

/** Before servers are started for it. */
async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  const { InputError } = await import('../input/input-error.ts');
  throw new InputError(
    `${folder}: ${found ? 'it is no folder' : 'there is no such folder'}.`,
    'Name a folder with .md, .html, .txt or .json files.',
  );
}

async function readPolicies(file: string): Promise<Policies> {
  const [{ z }, { readJsonFileAs }] = await Promise.all([
    import('zod'),
    import('../input/read-json-file.ts'),
  ]);
  const list = await readJsonFileAs(file, {
    schema: z.array(z.object({ name: z.string(), value: z.json() })),
    what: 'a list of policies',
    fix: 'Write each as { "name", "value" }, like those of examples/policies.json.',
  });
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}
