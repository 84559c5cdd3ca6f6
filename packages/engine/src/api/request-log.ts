import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp } from 'pino-http';

/**
 * One line per request, with an id that the answer carries too. Routes stand for paths, and no address, header, query or body
 * is logged: they hold personal data and secrets.
 */
export function requestLog(log: Logger): RequestHandler {
  return pinoHttp<Request, Response>({
    logger: log,
    genReqId: (request, response) => {
      const given = request.get('X-Request-Id');
      const id = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
      response.set('X-Request-Id', id);
      return id;
    },
    // Both: otherwise the whole request goes into each line, with its address and headers.
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    customLogLevel: (_request, response, error) =>
      error || response.statusCode >= 500 ? 'error' : quiet(response) ? 'debug' : 'info',
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: (request, response, fields: { responseTime?: number }) => ({
      method: request.method,
      route: response.locals['route'] ?? 'other',
      status: response.statusCode,
      ...(response.locals['problem'] !== undefined && { code: response.locals['problem'] as string }),
      ms: fields.responseTime,
    }),
    customErrorObject: (request, response) => ({
      method: request.method,
      route: response.locals['route'] ?? 'other',
      status: response.statusCode,
    }),
  });
}

export function requestIdOf(request: Request): string {
  return typeof request.id === 'string' ? request.id : '';
}

/** Probes and files would drown the rest. */
function quiet(response: Response): boolean {
  const route: unknown = response.locals['route'];
  return route === undefined || route === '/healthz' || route === '/readyz' || route === '/metrics';
}
