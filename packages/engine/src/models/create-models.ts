import type { ModelConfig } from '../model-config.ts';
import { embeddingModel } from '../local/embedding-model.ts';
import { openCache } from '../local/cache.ts';
import type { Answerer } from './answerer.ts';
import { createAnswerer } from './answerer.ts';
import { createCachedEmbedder } from './cached-embedder.ts';
import type { Embedder } from './embedder.ts';
import type { Model, Usage } from './model.ts';
import { createOfflineEmbedder } from './offline-embedder.ts';
import { createOfflineModel } from './offline-model.ts';
import { createOpenAiModel } from './openai.ts';
import { createOpenAiEmbedder } from './openai-embedder.ts';

export interface Models {
  embedder: Embedder;
  model: Model;
  answerer: Answerer;
}

/**
 * The models that the configuration names: OpenAI or a compatible service with a key, else the offline pair. Whatever makes
 * or reads vectors makes its embedder here, since vectors of one model mean nothing to another.
 */
export async function createModels(
  config: ModelConfig,
  /** Told what embeddings take that no case asked for. */
  onUsage: (usage: Usage) => void = () => {},
): Promise<Models> {
  const { openai } = config;
  const embedder = createCachedEmbedder(await createEmbedder(config, onUsage));
  const model = openai
    ? createOpenAiModel({
        apiKey: openai.apiKey,
        baseUrl: openai.baseUrl,
        model: openai.model,
        ...(openai.price && { price: openai.price }),
      })
    : createOfflineModel({ embedder });
  return { embedder, model, answerer: createAnswerer({ model }) };
}

async function createEmbedder(
  { openai, embeddings }: ModelConfig,
  onUsage: (usage: Usage) => void,
): Promise<Embedder> {
  if (openai?.embeddingModel) {
    const { apiKey, baseUrl, embeddingModel: model, embeddingDimensions, embeddingPrice } = openai;
    return createOpenAiEmbedder({
      apiKey,
      baseUrl,
      model,
      onUsage,
      ...(embeddingDimensions !== undefined && { dimensions: embeddingDimensions }),
      ...(embeddingPrice !== undefined && { price: embeddingPrice }),
    });
  }
  return createOfflineEmbedder({ modelDir: embeddings.modelDir ?? (await findLocalModel()) });
}

async function findLocalModel(): Promise<string> {
  const found = await embeddingModel(process.env, openCache(process.env)).find();
  if (!found)
    throw new Error(
      'No embedding model is on this machine. Run "npx throughline up" once, or set THROUGHLINE_EMBEDDING_MODEL_DIR.',
    );
  return found.dir;
}
