import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatConfigIssues, loadConfig, loadModelConfig } from './config.ts';
import { variableNames, variables } from './config-schema.ts';
import { configurationPage } from './config-table.ts';

const least = {
  THROUGHLINE_TEMPORAL_ADDRESS: 'localhost:7233',
  THROUGHLINE_MONGODB_URL: 'mongodb://localhost:27017',
  THROUGHLINE_CHROMA_URL: 'http://localhost:8000/',
  THROUGHLINE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
};

describe('loadConfig', () => {
  it('needs four variables, and has a default for the rest', () => {
    const loaded = loadConfig(least);
    expect(loaded).toMatchObject({
      ok: true,
      config: {
        temporal: { address: 'localhost:7233', namespace: 'default', taskQueue: 'throughline' },
        mongodb: { url: 'mongodb://localhost:27017', database: 'throughline' },
        chroma: { url: 'http://localhost:8000' },
        publicUrl: 'http://localhost:8080',
        port: 8080,
        trustedProxies: [],
        webchat: { origins: [] },
        logLevel: 'info',
      },
    });
    if (!loaded.ok) return;
    expect(loaded.config.masterKey.bytes).toHaveLength(32);
    expect(loaded.config).not.toHaveProperty('openai');
  });

  it('reports everything that is missing or wrong at once, each with its name and what to do', () => {
    const loaded = loadConfig({
      THROUGHLINE_MONGODB_URL: 'localhost',
      THROUGHLINE_CHROMA_URL: '   ',
      THROUGHLINE_MASTER_KEY: 'c2hvcnQ=',
      THROUGHLINE_PORT: 'eighty',
      THROUGHLINE_TEMPORAL_TLS_CERT: '/does/not/exist.pem',
      THROUGHLINE_HTTP_ALLOWED_ADDRESSES: '10.0.0.0/8,example.com',
      WEBCHAT_ALLOWED_ORIGINS: 'https://shop.example.com/path',
      OPENAI_MODEL: 'gpt-4o',
      THROUGHLINE_METRICS_TOKEN: 'short',
      THROUGHLINE_LOG_LEVEL: 'loud',
      THROUGHLINE_PUBLIC_ULR: 'https://x.example',
    });
    expect(loaded.ok).toBe(false);
    if (loaded.ok) return;
    const codes = Object.fromEntries(loaded.issues.map(({ variable, code }) => [variable, code]));
    expect(codes).toEqual({
      THROUGHLINE_TEMPORAL_ADDRESS: 'config.missing',
      THROUGHLINE_MONGODB_URL: 'config.invalid',
      THROUGHLINE_CHROMA_URL: 'config.missing',
      THROUGHLINE_MASTER_KEY: 'config.invalid',
      THROUGHLINE_PORT: 'config.invalid',
      THROUGHLINE_TEMPORAL_TLS_CERT: 'config.unreadable',
      THROUGHLINE_TEMPORAL_TLS_KEY: 'config.missing',
      THROUGHLINE_HTTP_ALLOWED_ADDRESSES: 'config.invalid',
      WEBCHAT_ALLOWED_ORIGINS: 'config.invalid',
      OPENAI_API_KEY: 'config.missing',
      THROUGHLINE_METRICS_TOKEN: 'config.invalid',
      THROUGHLINE_LOG_LEVEL: 'config.invalid',
      THROUGHLINE_PUBLIC_ULR: 'config.unknown',
    });
    for (const issue of loaded.issues) {
      expect(issue.text, issue.variable).toMatch(/\S/);
      expect(issue.fix, issue.variable).toMatch(/\S/);
    }
    expect(formatConfigIssues(loaded.issues)).toContain('Did you mean THROUGHLINE_PUBLIC_URL?');
  });

  it('never repeats the value of a variable', () => {
    const mark = 'v3ry-s3cret';
    const secrets = variableNames.filter((name) => variables[name]?.secret);
    expect(secrets.length).toBeGreaterThan(3);
    const loaded = loadConfig(Object.fromEntries(variableNames.map((name) => [name, `${mark} of ${name}`])));
    expect(loaded.ok).toBe(false);
    expect(JSON.stringify(loaded)).not.toContain(mark);
  });

  it('reads certificates as their contents', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    const path = (name: string) => join(folder, name);
    for (const name of ['cert', 'key', 'ca']) writeFileSync(path(name), `pem of ${name}`);
    const loaded = loadConfig({
      ...least,
      THROUGHLINE_TEMPORAL_TLS_CERT: path('cert'),
      THROUGHLINE_TEMPORAL_TLS_KEY: path('key'),
      THROUGHLINE_TEMPORAL_TLS_CA: path('ca'),
    });
    const { tls } = loaded.ok ? loaded.config.temporal : {};
    expect([tls?.certificate, tls?.key, tls?.serverRootCa].map(String)).toEqual([
      'pem of cert',
      'pem of key',
      'pem of ca',
    ]);
  });

  it('turns OpenAI on by its key', () => {
    const loaded = loadConfig({
      ...least,
      OPENAI_API_KEY: 'sk-x',
      OPENAI_BASE_URL: 'http://localhost:1234/v1/',
    });
    expect(loaded.ok && loaded.config.openai).toEqual({
      apiKey: 'sk-x',
      baseUrl: 'http://localhost:1234/v1',
      model: 'gpt-4o-mini',
    });
  });
});

describe('loadModelConfig', () => {
  const openai = { OPENAI_API_KEY: 'sk-x', OPENAI_EMBEDDING_MODEL: 'text-embedding-3-large' };

  it('needs no variable, and reads the same as the whole configuration does', () => {
    expect(loadModelConfig({ OPENAI_API_KEY: ' ' })).toEqual({ ok: true, config: { embeddings: {} } });
    const env = {
      ...openai,
      THROUGHLINE_EMBEDDING_MODEL_DIR: '/models/bge',
      OPENAI_EMBEDDING_DIMENSIONS: '1024',
      OPENAI_USD_PER_MILLION_INPUT_TOKENS: '0.15',
      OPENAI_USD_PER_MILLION_OUTPUT_TOKENS: '0',
      OPENAI_USD_PER_MILLION_EMBEDDING_TOKENS: '0.02',
    };
    const alone = loadModelConfig(env);
    expect(alone).toEqual({
      ok: true,
      config: {
        embeddings: { modelDir: '/models/bge' },
        openai: {
          apiKey: 'sk-x',
          baseUrl: 'https://api.openai.com/v1',
          model: 'gpt-4o-mini',
          embeddingModel: 'text-embedding-3-large',
          embeddingDimensions: 1024,
          price: { input: 0.15, output: 0 },
          embeddingPrice: 0.02,
        },
      },
    });
    const whole = loadConfig({ ...least, ...env });
    expect(whole.ok && alone.ok && whole.config).toMatchObject(alone.ok ? alone.config : {});
  });

  it('says what is wrong or incomplete about the models, and nothing about the servers', () => {
    const issuesOf = (env: Record<string, string>) => {
      const loaded = loadModelConfig({ THROUGHLINE_TEMPORAL_TLS_CERT: 'x.pem', ...env });
      return loaded.ok ? [] : loaded.issues.map(({ variable, code }) => `${variable} ${code}`);
    };
    expect(issuesOf({ ...openai, OPENAI_USD_PER_MILLION_INPUT_TOKENS: '0.15' })).toEqual([
      'OPENAI_USD_PER_MILLION_OUTPUT_TOKENS config.missing',
    ]);
    expect(issuesOf({ ...openai, OPENAI_USD_PER_MILLION_EMBEDDING_TOKENS: '-1' })).toEqual([
      'OPENAI_USD_PER_MILLION_EMBEDDING_TOKENS config.invalid',
    ]);
    expect(issuesOf({ OPENAI_API_KEY: 'sk-x', OPENAI_EMBEDDING_DIMENSIONS: '0' })).toEqual([
      'OPENAI_EMBEDDING_MODEL config.missing',
      'OPENAI_EMBEDDING_DIMENSIONS config.invalid',
    ]);
    expect(issuesOf({ OPENAI_EMBEDDING_MODEL: 'x' })).toEqual(['OPENAI_API_KEY config.missing']);
  });
});

describe('docs/configuration.md', () => {
  it('is the table that the schema makes (vitest -u writes it)', async () => {
    await expect(configurationPage()).toMatchFileSnapshot('../../../docs/configuration.md');
  });

  it('explains every variable', () => {
    for (const name of variableNames) expect(variables[name]?.help, name).toMatch(/\S{2,}/);
  });
});
