import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { actionRefusals } from '../cases/gateway.ts';
import type { TestDatabase } from '../testing/database.ts';
import { testDatabase } from '../testing/database.ts';
import { problemsOf } from './openapi.ts';
import type { ProblemCode } from './problems.ts';
import { Problem, problems } from './problems.ts';
import type { TestApi } from './testing/test-api.ts';
import { startTestApi } from './testing/test-api.ts';

let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await testDatabase(inject('mongodbUrl'));
  api = await startTestApi({
    database,
  });
});

afterAll(async () => {
  await api?.stop();
  await database?.drop();
});

/** Sources of the API and the channels, where problems are made. */
const sources = ['api', 'channels', 'portal'].flatMap((area) => {
  const folder = join(import.meta.dirname, '..', area);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
});

describe('the table of problems', () => {
  it('has codes with an area, an HTTP status of an error, and a title', () => {
    for (const [code, { status, title }] of Object.entries(problems)) {
      expect(code).toMatch(/^([a-z]+\.[a-z0-9-]+|internal|unavailable)$/);
      expect(status, code).toBeGreaterThanOrEqual(400);
      expect(title, code).toMatch(/^[A-Z].*[^.]$/);
      expect(new Problem(code as ProblemCode, 'x').body('r')).toMatchObject({
        code,
        status,
        title,
        detail: 'x',
        requestId: 'r',
      });
    }
  });

  it('has no code that nothing answers with', () => {
    const used = new Set<string>(actionRefusals);
    for (const { name, text } of sources.filter(
      ({ name }) => name !== 'problems.ts' && name !== 'openapi.ts',
    )) {
      for (const [, code] of text.matchAll(/'((?:[a-z]+\.[a-z0-9-]+)|internal|unavailable)'/g))
        used.add(code ?? name);
    }
    expect(Object.keys(problems).filter((code) => !used.has(code))).toEqual([]);
  });

  it('is what OpenAPI tells of every route: each code under its status', async () => {
    const document = (await api.call('GET', '/api/openapi.json')).json as unknown as {
      paths: Record<
        string,
        Record<string, { responses: Record<string, { description: string; content?: object }> }>
      >;
    };
    for (const route of api.app.routes) {
      const responses = document.paths[route.path]?.[route.method]?.responses ?? {};
      expect(Object.keys(responses)).toContain(String(route.answer.status));
      for (const code of problemsOf(route)) {
        const response = responses[String(problems[code].status)];
        expect(response?.description, `${route.method} ${route.path} ${code}`).toContain(`\`${code}\``);
        expect(response?.content).toHaveProperty(['application/problem+json']);
      }
    }
  });

  it('is listed for clients', async () => {
    const listed = (await api.call('GET', '/api/problems')).json['problems'] as {
      code: string;
      status: number;
    }[];
    expect(Object.fromEntries(listed.map(({ code, status }) => [code, status]))).toEqual(
      Object.fromEntries(Object.entries(problems).map(([code, { status }]) => [code, status])),
    );
  });
});
