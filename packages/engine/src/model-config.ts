import type { z } from 'zod';
import type { Config } from './config-schema.ts';
import { environment } from './config-schema.ts';

/** What the models need to know, which commands without an installation need too. */
export type ModelConfig = Pick<Config, 'openai' | 'embeddings'>;

export const modelEnvironment = environment.pick({
  THROUGHLINE_EMBEDDING_MODEL_DIR: true,
  OPENAI_API_KEY: true,
  OPENAI_BASE_URL: true,
  OPENAI_MODEL: true,
  OPENAI_EMBEDDING_MODEL: true,
  OPENAI_EMBEDDING_DIMENSIONS: true,
  OPENAI_USD_PER_MILLION_INPUT_TOKENS: true,
  OPENAI_USD_PER_MILLION_OUTPUT_TOKENS: true,
  OPENAI_USD_PER_MILLION_EMBEDDING_TOKENS: true,
});

export function modelConfigOf(env: z.infer<typeof modelEnvironment>): ModelConfig {
  const modelDir = env.THROUGHLINE_EMBEDDING_MODEL_DIR;
  const embeddings = modelDir === undefined ? {} : { modelDir };
  if (env.OPENAI_API_KEY === undefined) return { embeddings };
  const input = env.OPENAI_USD_PER_MILLION_INPUT_TOKENS;
  const output = env.OPENAI_USD_PER_MILLION_OUTPUT_TOKENS;
  const embeddingModel = env.OPENAI_EMBEDDING_MODEL;
  const embeddingDimensions = env.OPENAI_EMBEDDING_DIMENSIONS;
  const embeddingPrice = env.OPENAI_USD_PER_MILLION_EMBEDDING_TOKENS;
  return {
    embeddings,
    openai: {
      apiKey: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL,
      model: env.OPENAI_MODEL,
      ...(embeddingModel !== undefined && { embeddingModel }),
      ...(embeddingDimensions !== undefined && { embeddingDimensions }),
      ...(embeddingPrice !== undefined && { embeddingPrice }),
      ...(input !== undefined && output !== undefined && { price: { input, output } }),
    },
  };
}
