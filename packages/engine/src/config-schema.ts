import { z } from 'zod';
import type { ChannelsConfig } from './channel-config.ts';
import { channelEnvironment } from './channel-config.ts';
import type { Variable } from './config-fields.ts';
import { about, httpUrl, isAddressOrRange, isOrigin, list, name, price, text } from './config-fields.ts';
import type { SealKey } from './crypto/seal.ts';
import { masterKeyFrom } from './crypto/seal.ts';

/** What the engine needs to know to run; made from the environment by `loadConfig`. Holds secrets: never log it. */
export type Config = {
  temporal: {
    address: string;
    namespace: string;
    taskQueue: string;
    apiKey?: string;
    /** PEM contents. */
    tls?: { certificate?: Buffer; key?: Buffer; serverRootCa?: Buffer };
  };
  mongodb: { url: string; database: string };
  chroma: { url: string };
  embeddings: { modelDir?: string };
  openai?: {
    apiKey: string;
    baseUrl: string;
    model: string;
    embeddingModel?: string;
    embeddingDimensions?: number;
    /** US dollars for a million tokens. */
    price?: { input: number; output: number };
    embeddingPrice?: number;
  };
  masterKey: SealKey;
  /** Where customers and staff reach the API, without a trailing slash. */
  publicUrl: string;
  host: string;
  port: number;
  /** Who carries the token may read `/metrics`; without one, programs of this machine may in a local installation. */
  metrics: { token?: string };
  /** Addresses and ranges whose `X-Forwarded-For` is believed. */
  trustedProxies: string[];
  webchat: { identitySecret?: string; origins: string[] };
  /** Of the channels with a provider; those that are not configured are not there. */
  channels: ChannelsConfig;
  http: { allowedAddresses: string[] };
  /** Multiplies all rate limits; 0 turns them off. */
  rateLimitScale: number;
  /** Calls that flows may place to numbers that were only given, in an hour. */
  unprovenCallbacksAnHour: number;
  /** Id of the flow that new cases run. */
  flowId: string;
  logLevel: (typeof logLevels)[number];
};

export type ConfigIssue = { variable: string; code: string; text: string; fix: string };

export type { Variable } from './config-fields.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Every variable that the engine reads, with its default; nothing else in the engine reads the environment. */
export const environment = z.object({
  THROUGHLINE_TEMPORAL_ADDRESS: text
    .regex(/^[^\s:/]+:\d{1,5}$/, 'is not an address of the form host:port.')
    .meta(about('Temporal', 'host:port of the Temporal frontend.', { example: 'localhost:7233' })),
  THROUGHLINE_TEMPORAL_NAMESPACE: name
    .default('default')
    .meta(about('Temporal', 'Namespace that holds the cases.')),
  THROUGHLINE_TEMPORAL_TASK_QUEUE: name
    .default('throughline')
    .meta(about('Temporal', 'Task queue of the workers.')),
  THROUGHLINE_TEMPORAL_TLS_CERT: text
    .optional()
    .meta(about('Temporal', 'Path of the client certificate (PEM), for mTLS.')),
  THROUGHLINE_TEMPORAL_TLS_KEY: text
    .optional()
    .meta(about('Temporal', 'Path of the private key (PEM) of the client certificate.')),
  THROUGHLINE_TEMPORAL_TLS_CA: text
    .optional()
    .meta(
      about(
        'Temporal',
        'Path of the root certificate (PEM) that signed the server’s, if it is not a public one.',
      ),
    ),
  THROUGHLINE_TEMPORAL_API_KEY: text
    .optional()
    .meta(about('Temporal', 'API key of Temporal Cloud; turns TLS on.', { secret: true })),

  THROUGHLINE_MONGODB_URL: text.regex(/^mongodb(\+srv)?:\/\/[^\s]+$/, 'is not a MongoDB address.').meta(
    about('Stores', 'Connection string of MongoDB.', {
      example: 'mongodb://localhost:27017',
      secret: true,
    }),
  ),
  THROUGHLINE_MONGODB_DATABASE: name
    .max(60, 'is longer than 60 characters.')
    .default('throughline')
    .meta(about('Stores', 'Database that holds everything.')),
  THROUGHLINE_CHROMA_URL: httpUrl().meta(
    about('Stores', 'Address of the Chroma server.', { example: 'http://localhost:8000' }),
  ),
  THROUGHLINE_MASTER_KEY: text
    .refine((value) => Buffer.from(value, 'base64').length === 32, 'is not 32 bytes in base64.')
    .transform(masterKeyFrom)
    .meta(
      about(
        'Stores',
        '32 random bytes in base64 that wrap the data key of every case. Losing it makes all stored contents unreadable. Make one with `openssl rand -base64 32`.',
        {
          secret: true,
        },
      ),
    ),

  THROUGHLINE_EMBEDDING_MODEL_DIR: text
    .optional()
    .meta(about('Models', 'Folder of the local embedding model; by default the one in the cache.')),
  OPENAI_API_KEY: text
    .optional()
    .meta(
      about(
        'Models',
        'Key of OpenAI or of a compatible service. Without it, answers and embeddings are made offline.',
        { secret: true },
      ),
    ),
  OPENAI_BASE_URL: httpUrl()
    .default('https://api.openai.com/v1')
    .meta(about('Models', 'Base address of the OpenAI-compatible service.')),
  OPENAI_MODEL: text.default('gpt-4o-mini').meta(about('Models', 'Chat model; used when a key is set.')),
  OPENAI_EMBEDDING_MODEL: text.optional().meta(
    about('Models', 'Embedding model; without it, the local one is used.', {
      example: 'text-embedding-3-small',
    }),
  ),
  OPENAI_EMBEDDING_DIMENSIONS: z.coerce
    .number('is not a number.')
    .int('is not a whole number.')
    .min(1, 'is below 1.')
    .max(65_536, 'is above 65,536.')
    .optional()
    .meta(
      about(
        'Models',
        'Length of the vectors to ask the service for, where its model can shorten them; by default what the model makes.',
        { example: '512' },
      ),
    ),
  OPENAI_USD_PER_MILLION_INPUT_TOKENS: price().meta(
    about(
      'Models',
      'Price of a million tokens that the chat model reads, in US dollars. Without prices, the cost of a case counts as 0.',
      { example: '0.15' },
    ),
  ),
  OPENAI_USD_PER_MILLION_OUTPUT_TOKENS: price().meta(
    about('Models', 'Price of a million tokens that the chat model writes, in US dollars.', {
      example: '0.60',
    }),
  ),
  OPENAI_USD_PER_MILLION_EMBEDDING_TOKENS: price().meta(
    about('Models', 'Price of a million tokens that the embedding model reads, in US dollars.', {
      example: '0.02',
    }),
  ),

  THROUGHLINE_PUBLIC_URL: httpUrl()
    .optional()
    .meta(
      about('API', 'Where customers and staff reach the API; by default http://localhost and the port.', {
        example: 'https://support.example.com',
      }),
    ),
  THROUGHLINE_HOST: text.default('0.0.0.0').meta(about('API', 'Address the API listens on.')),
  THROUGHLINE_PORT: z.coerce
    .number('is not a number.')
    .int('is not a whole number.')
    .min(0, 'is not a port.')
    .max(65_535, 'is not a port.')
    .default(8080)
    .meta(about('API', 'Port the API listens on; 0 takes a free one.')),
  THROUGHLINE_TRUSTED_PROXIES: list
    .refine(
      (entries) => entries.every(isAddressOrRange),
      'has an entry that is neither an IP address nor a range.',
    )
    .default([])
    .meta(
      about(
        'API',
        'Addresses or ranges of your reverse proxies, separated by commas; only their `X-Forwarded-For` is believed.',
        { example: '10.0.0.0/8' },
      ),
    ),
  THROUGHLINE_RATE_LIMIT_SCALE: z.coerce
    .number('is not a number.')
    .min(0, 'is below 0.')
    .max(1_000, 'is above 1,000.')
    .default(1)
    .meta(
      about(
        'API',
        'Multiplies all rate limits (a customer 20 messages in 10 seconds, staff 600 requests a minute, an address 3,000, its webhooks of providers 20,000 in 10 seconds apart from those), for example where many people share one address; 0 turns them off.',
      ),
    ),
  THROUGHLINE_METRICS_TOKEN: text
    .regex(/^[\w.~+/=-]+$/, 'has characters that a bearer token cannot have.')
    .min(16, 'is shorter than 16 characters.')
    .optional()
    .meta(
      about(
        'API',
        'Who sends it as `Authorization: Bearer` may read `/metrics`. Without it nobody may, but for programs on this machine while the public address is localhost. Make one with `openssl rand -hex 24`.',
        { secret: true },
      ),
    ),
  THROUGHLINE_LOG_LEVEL: z
    .enum(logLevels, `is none of ${logLevels.join(', ')}.`)
    .default('info')
    .meta(about('API', `One of ${logLevels.join(', ')}.`)),

  WEBCHAT_IDENTITY_SECRET: text
    .min(32, 'is shorter than 32 characters.')
    .optional()
    .meta(
      about(
        'Web chat',
        'Shared with your site’s server, which signs who the visitor is (JWT, HS256). Without it visitors stay unverified.',
        { secret: true },
      ),
    ),
  WEBCHAT_ALLOWED_ORIGINS: list
    .refine((entries) => entries.every(isOrigin), 'has an entry that is not an origin.')
    .default([])
    .meta(
      about(
        'Web chat',
        'Origins of the pages that may embed the widget, separated by commas; `*` allows all.',
        { example: 'https://shop.example.com' },
      ),
    ),

  THROUGHLINE_FLOW: name.default('support').meta(about('Flows', 'Id of the flow that new cases run.')),
  THROUGHLINE_HTTP_ALLOWED_ADDRESSES: list
    .refine(
      (entries) => entries.every(isAddressOrRange),
      'has an entry that is neither an IP address nor a range.',
    )
    .default([])
    .meta(
      about(
        'Flows',
        'Private addresses or ranges that the HTTP request node may call, separated by commas.',
        { example: '10.1.2.0/24' },
      ),
    ),
  THROUGHLINE_UNPROVEN_CALLBACKS_PER_HOUR: z.coerce
    .number('is not a number.')
    .int('is not a whole number.')
    .min(0, 'is below 0.')
    .max(100_000, 'is above 100,000.')
    .default(60)
    .meta(
      about(
        'Flows',
        'How many calls flows may place in an hour to numbers that were only given and not proven: anybody may ask for one, and you pay.',
      ),
    ),

  ...channelEnvironment.shape,
});

export type Environment = z.infer<typeof environment>;

export const variableNames = Object.keys(environment.shape);

export const variables: { [name: string]: Variable } = Object.fromEntries(
  Object.entries(environment.shape).map(([variable, schema]) => [variable, schema.meta() as Variable]),
);
