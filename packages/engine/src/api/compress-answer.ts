import compression from 'compression';
import type { RequestHandler } from 'express';
import type { Route } from './route.ts';
import { routeName } from './route.ts';

/**
 * Answers that may be compressed. Others hold what customers wrote beside what others may not read, or a secret beside what
 * was sent in: from the length of such an answer, compressed, the rest could be guessed (BREACH).
 */
const compressed: ReadonlySet<string> = new Set([
  'GET /api/openapi.json',
  'GET /api/problems',
  'GET /api/nodes',
  'GET /api/nodes/{type}/used',
  'GET /api/flows',
  'GET /api/flows/{id}',
  'GET /api/flows/{id}/versions',
  'GET /api/flows/{id}/draft',
  'GET /api/flows/{id}/drafts',
  'GET /api/flows/{id}/drafts/{author}',
  'POST /api/flows/validate',
  'GET /api/templates',
  'GET /api/templates/{name}',
  'GET /api/articles',
  'GET /api/articles/{id}',
  'GET /api/policies',
]);

const compress = compression({ threshold: 1024 });
const asItIs: RequestHandler = (_request, _response, next) => next();

export function compressAnswer(route: Route): RequestHandler {
  return compressed.has(routeName(route)) && !('raw' in route.answer) ? compress : asItIs;
}
