import { OpenApiGeneratorV31, OpenAPIRegistry } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { groupBy } from './group-by.ts';
import { permissions } from './permissions.ts';
import type { ProblemCode } from './problems.ts';
import { problems } from './problems.ts';
import type { Route } from './route.ts';
import { publicRoute, routeName } from './route.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().meta({ description: 'What is wrong, and what to do.' }),
    errors: z
      .array(z.object({ field: z.string(), code: z.string(), text: z.string(), fix: z.string() }))
      .optional(),
    details: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'Of some codes: what a program needs to go on.' }),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });

/** The document of these routes: made from the schemas that check requests, and the tables of permissions and problems. */
export function openApiDocument(routes: Route[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'throughline',
  });
  registry.registerComponent('securitySchemes', 'portalSession', {
    type: 'apiKey',
    in: 'cookie',
    name: 'throughline-portal',
  });
  registry.registerComponent('securitySchemes', 'apiToken', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'visitorToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  registry.registerComponent('securitySchemes', 'metricsToken', { type: 'http', scheme: 'bearer' });
  for (const route of routes) registry.registerPath(operationOf(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Throughline',
      version: '1',
      description: 'Errors are application/problem+json; see GET /api/problems for all codes.',
    },
  });
}

export function openApiRoutes(document: () => OpenApiDocument): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/api/openapi.json',
      tag: 'about',
      summary: 'This document',
      answer: { status: 200, schema: z.record(z.string(), z.unknown()), text: 'OpenAPI 3.1.' },
      handle: async () => ({ ...document() }),
    }),
    publicRoute({
      method: 'get',
      path: '/api/problems',
      tag: 'about',
      summary: 'All codes that errors can have',
      answer: {
        status: 200,
        schema: z.object({
          problems: z.array(z.object({ code: z.string(), status: z.int(), title: z.string() })),
        }),
        text: 'With status and title.',
      },
      handle: async () => ({
        problems: Object.entries(problems).map(([code, { status, title }]) => ({ code, status, title })),
      }),
    }),
  ];
}

/** What a route can answer besides its success, with what every route of its kind can. */
export function problemsOf(route: Route): ProblemCode[] {
  const codes: ProblemCode[] = [
    'request.malformed',
    'rate.limited',
    'internal',
    'unavailable',
    ...route.problems,
  ];
  if (route.audience === 'staff') codes.push('auth.needed', 'auth.invalid-token', 'auth.not-allowed');
  if (route.audience === 'staff' && route.method !== 'get') codes.push('auth.header-missing');
  if (route.audience === 'customer') codes.push('auth.needed');
  if (route.audience === 'customer' && route.method !== 'get') codes.push('auth.header-missing');
  if (route.audience === 'visitor' || route.audience === 'monitor')
    codes.push('auth.needed', 'auth.invalid-token');
  if (route.path.startsWith('/channels/webchat')) codes.push('webchat.origin-not-allowed');
  if (route.params) codes.push('path.invalid');
  if (route.query) codes.push('query.invalid');
  if (route.rawBody !== undefined) codes.push('request.aborted', 'body.wrong-type');
  if (route.body) {
    codes.push(
      'body.missing',
      'body.not-json',
      'body.not-utf8',
      'body.too-deep',
      'body.forbidden-key',
      'body.too-large',
      'body.wrong-type',
      'body.invalid',
      'request.aborted',
    );
  }
  return [...new Set(codes)];
}

function operationOf(route: Route): Parameters<OpenAPIRegistry['registerPath']>[0] {
  const access = permissions[routeName(route)];
  const byStatus = groupBy(problemsOf(route), (code) => problems[code].status);
  return {
    method: route.method,
    path: route.path,
    tags: [route.tag],
    summary: route.summary,
    ...(typeof access === 'object' && { description: `For: ${access.join(', ')}.` }),
    security: securityOf(route),
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(route.body && {
        body: { required: true, content: { 'application/json': { schema: route.body } } },
      }),
      ...(route.rawBody !== undefined && {
        body: {
          required: true,
          description: route.rawBody,
          content: { 'application/octet-stream': { schema: z.string().meta({ format: 'binary' }) } },
        },
      }),
    },
    responses: {
      [route.answer.status]: { description: route.answer.text, ...contentOf(route.answer) },
      ...Object.fromEntries(
        [...byStatus].map(([status, codes]) => [
          status,
          {
            description: codes.map((code) => `\`${code}\``).join(', '),
            content: { 'application/problem+json': { schema: problem } },
          },
        ]),
      ),
    },
  };
}

function contentOf(answer: Route['answer']) {
  if ('schema' in answer) return { content: { 'application/json': { schema: answer.schema } } };
  if ('raw' in answer) return { content: { [answer.raw]: { schema: z.string() } } };
  return {};
}

function securityOf({ audience }: Route): { [scheme: string]: string[] }[] {
  const schemes = {
    staff: [{ session: [] }, { apiToken: [] }],
    visitor: [{ visitorToken: [] }],
    customer: [{ portalSession: [] }],
    monitor: [{ metricsToken: [] }],
    anyone: [],
  };
  return schemes[audience];
}
