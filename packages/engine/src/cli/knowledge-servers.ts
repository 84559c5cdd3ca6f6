import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ChromaClient } from 'chromadb';
import { MongoClient } from 'mongodb';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { createKnowledge } from '../knowledge/knowledge.ts';
import { claimDataDirectory } from '../local/data-directory.ts';
import { startKeeper } from '../local/keeper.ts';
import type { Found, LocalServer, Progress, Running } from '../local/server.ts';
import { localServers } from '../local/stack.ts';
import { formatConfigIssues, loadModelConfig } from '../config.ts';
import type { ModelConfig } from '../model-config.ts';
import type { Models } from '../models/create-models.ts';
import { createModels } from '../models/create-models.ts';
import type { PolicyStore } from '../stores/policies.ts';
import { createPolicyStore } from '../stores/policies.ts';
import { withRunningStack } from './running-stack.ts';

export interface OpenKnowledge extends Models {
  knowledge: Knowledge;
  /** Of the installation; none in a database for one run. */
  policies: Pick<PolicyStore, 'snapshot'>;
  close(): Promise<void>;
}

export interface OpenOptions {
  env: NodeJS.ProcessEnv;
  /** A database for this run alone, dropped at the end; else the one of the environment. */
  ephemeral: boolean;
  progress: Progress;
  /** The offline pair, whatever the environment names. */
  offline?: boolean;
}

/**
 * Knowledge on the servers of the environment, else on local ones started for as long as it is open; with the models that API
 * and worker would use. Ends the process when the variables that name these are wrong.
 */
export async function openKnowledge({
  env,
  ephemeral,
  progress,
  offline = false,
}: OpenOptions): Promise<OpenKnowledge> {
  const modelConfig = modelConfigOrExit(env, offline);
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    const servers = localServers(ephemeral ? env : await withRunningStack(env));
    const temporary = ephemeral ? await mkdtemp(join(tmpdir(), 'throughline-knowledge-')) : undefined;
    if (temporary) undo.push(() => rm(temporary, { recursive: true, force: true }));
    const dataDir = resolve(temporary ?? '.throughline');
    const found = {
      mongodb: await servers.mongodb.find(dataDir),
      chroma: await servers.chroma.find(dataDir),
    };
    // Beside a running stack nothing of ours runs in its folder: its servers are named by the environment.
    if (Object.values(found).some((server) => server?.kind !== 'address')) {
      const directory = await claimDataDirectory(dataDir);
      undo.push(() => directory.release());
    }
    const keeper = startKeeper();
    undo.push(async () => keeper.close());

    const start = async (server: LocalServer, found: Found | undefined): Promise<Running> => {
      const running = await server.start(found ?? (await server.fetch(progress)), {
        dataDir,
        keeper,
        progress,
      });
      undo.push(() => running.stop());
      return running;
    };
    const mongodb = await start(servers.mongodb, found.mongodb);
    const chroma = await start(servers.chroma, found.chroma);
    const models = await createModels(await withLocalModel(modelConfig, servers.model, progress));

    const client = await new MongoClient(mongodb.address, { serverSelectionTimeoutMS: 5_000 }).connect();
    undo.push(() => client.close());
    const name = ephemeral
      ? `throughline_once_${randomUUID().slice(0, 8)}`
      : (env.THROUGHLINE_MONGODB_DATABASE ?? 'throughline');
    const db = client.db(name);
    const chromaClient = new ChromaClient(addressOf(chroma.address));
    if (ephemeral) {
      undo.push(() => db.dropDatabase());
      undo.push(() => dropCollections(chromaClient, name));
    }
    const knowledge = await createKnowledge({ db, chroma: chromaClient, embedder: models.embedder });
    undo.push(() => knowledge.close());
    await knowledge.ensureIndexed({
      onProgress: (missing) =>
        progress({ what: 'embedding-model', text: `embedding ${missing} texts that have no vectors` }),
    });
    return { ...models, knowledge, policies: createPolicyStore(db), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function modelConfigOrExit(env: NodeJS.ProcessEnv, offline: boolean): ModelConfig {
  if (offline) return { embeddings: {} };
  const loaded = loadModelConfig(env);
  if (loaded.ok) return loaded.config;
  console.error(formatConfigIssues(loaded.issues));
  process.exit(78);
}

/** Brings the local embedding model along, where it is the one that embeds. */
async function withLocalModel(
  config: ModelConfig,
  model: ReturnType<typeof localServers>['model'],
  progress: Progress,
): Promise<ModelConfig> {
  if (config.openai?.embeddingModel !== undefined) return config;
  const { dir } = (await model.find()) ?? (await model.fetch(progress));
  return { ...config, embeddings: { modelDir: dir } };
}

export function addressOf(url: string): { host: string; port: number; ssl: boolean } {
  const { hostname, port, protocol } = new URL(url);
  const ssl = protocol === 'https:';
  return { host: hostname, port: Number(port) || (ssl ? 443 : 8000), ssl };
}

async function dropCollections(chroma: ChromaClient, database: string): Promise<void> {
  for (const { name } of await chroma.listCollections({ limit: 1000 })) {
    if (name.startsWith(`knowledge-${database}-`)) await chroma.deleteCollection({ name });
  }
}
