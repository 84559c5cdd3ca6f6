import type { Application, NextFunction, Request, RequestHandler, Response } from 'express';
import type { ZodType } from 'zod';
import type { Authenticate } from './authenticate.ts';
import { compressAnswer } from './compress-answer.ts';
import { fieldErrors } from './field-errors.ts';
import { groupBy } from './group-by.ts';
import { readJsonBody } from './json-body.ts';
import type { Access } from './permissions.ts';
import { permissions } from './permissions.ts';
import type { ProblemCode } from './problems.ts';
import { Problem } from './problems.ts';
import type { RateLimits } from './rate-limits.ts';
import { requestIdOf } from './request-log.ts';
import type { Route } from './route.ts';
import { routeName } from './route.ts';

export type RegisterDeps = {
  authenticate: Authenticate;
  limits: RateLimits;
  /** Checks answers against their schemas too; for tests. */
  checkAnswers: boolean;
};

/** Puts routes into the app: who may call, how often, with what; a route that the table of permissions lacks is refused. */
export function registerRoutes(app: Application, routes: Route[], deps: RegisterDeps): void {
  for (const route of routes) {
    const access = permissions[routeName(route)];
    if (access === undefined) throw new Error(`${routeName(route)} is not in the table of permissions`);
    app[route.method](
      expressPath(route.path),
      nameRoute(route),
      authorize(route, access, deps),
      deps.limits[route.limit],
      compressAnswer(route),
      answer(route, deps),
    );
  }
  const byPath = groupBy(routes, (route) => route.path);
  for (const [path, same] of byPath) app.all(expressPath(path), refuseMethod(same));
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Logs and metrics name requests by route: paths and queries hold what people typed. */
function nameRoute(route: Route): RequestHandler {
  return (_request, response, next) => {
    response.locals['route'] = route.path;
    next();
  };
}

function authorize(route: Route, access: Access, { authenticate }: RegisterDeps): RequestHandler {
  return async (request, response, next) => {
    const locals = response.locals;
    if (route.audience === 'staff') {
      const staff = await authenticate.staff(request, response);
      if (typeof access === 'string' || !access.includes(staff.role)) {
        const allowed = typeof access === 'string' ? access : access.join(', ');
        throw new Problem('auth.not-allowed', `You are signed in as ${staff.role}; this is for: ${allowed}.`);
      }
      Object.assign(locals, { staff, person: staff.id });
    }
    if (route.audience === 'monitor') authenticate.monitor(request);
    if (route.audience === 'visitor') {
      const visitor = await authenticate.visitor(request);
      Object.assign(locals, { visitor, person: visitor.id });
    }
    if (route.audience === 'customer') {
      const customer = await authenticate.customer(request, response);
      Object.assign(locals, { customer, person: customer.id });
    }
    next();
  };
}

function answer(route: Route, { checkAnswers }: RegisterDeps): RequestHandler {
  const readBody = readJsonBody(route.bodyLimitBytes);
  return async (request: Request, response: Response) => {
    const params = check(route.params, request.params, 'path.invalid', 'path');
    const query = check(route.query, request.query, 'query.invalid', 'query');
    const body = route.body && check(route.body, await readBody(request, response), 'body.invalid', 'body');
    const result = await route.handle({
      params,
      query,
      body,
      staff: response.locals['staff'],
      visitor: response.locals['visitor'],
      customer: response.locals['customer'],
      requestId: requestIdOf(request),
      log: request.log,
      request,
      response,
    });
    if ('raw' in route.answer) return;
    response.status(statusOf(response) ?? route.answer.status);
    if (!('schema' in route.answer)) return void response.end();
    if (checkAnswers) route.answer.schema.parse(result);
    response.json(result);
  };
}

/** Readiness answers its schema with another status. */
function statusOf(response: Response): number | undefined {
  const status: unknown = response.locals['status'];
  return typeof status === 'number' ? status : undefined;
}

function check(schema: ZodType | undefined, value: unknown, code: ProblemCode, place: string): unknown {
  if (!schema) return undefined;
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const errors = fieldErrors(read.error.issues);
  const [first] = errors;
  throw new Problem(
    code,
    first ? `In the ${place}, ${first.field} ${first.text} ${first.fix}` : `The ${place} is not valid.`,
    {
      errors,
    },
  );
}

function refuseMethod(routes: Route[]) {
  const allowed = routes
    .flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]))
    .join(', ');
  return (request: Request, _response: Response, next: NextFunction): void => {
    next(
      new Problem('route.method-not-allowed', `${request.method} is not possible here; use ${allowed}.`, {
        headers: { Allow: allowed },
      }),
    );
  };
}
