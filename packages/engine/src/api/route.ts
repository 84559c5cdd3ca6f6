import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import type { z, ZodObject, ZodType } from 'zod';
import type { LimitName } from './rate-limits.ts';
import type { ProblemCode } from './problems.ts';
import type { StaffMember } from './staff.ts';
import type { Visitor } from '../channels/visitor-tokens.ts';
import type { PortalCustomer } from '../portal/portal-customer.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One endpoint: what it takes, what it answers, what it does. Checks, documentation and access all read this. */
export type Route = {
  method: Method;
  /** With parameters in braces, as OpenAPI writes them: `/api/cases/{id}`. */
  path: string;
  tag: string;
  summary: string;
  audience: Audience;
  params: ZodObject | undefined;
  query: ZodObject | undefined;
  body: ZodType | undefined;
  bodyLimitBytes: number;
  /** What a body is that is not JSON; the handler reads it. */
  rawBody?: string;
  answer: Answer;
  problems: ProblemCode[];
  limit: LimitName;
  handle: (call: Call) => Promise<unknown>;
};

export type Audience = 'staff' | 'visitor' | 'customer' | 'monitor' | 'anyone';

/** What a call that works answers; `raw` names a media type that the handler writes itself, such as an event stream. */
export type Answer =
  | { status: 200 | 201 | 202; schema: ZodType; text: string }
  | { status: 204; text: string }
  | { status: 200; raw: string; text: string };

export type Call<Params = unknown, Query = unknown, Body = unknown> = {
  params: Params;
  query: Query;
  body: Body;
  staff: StaffMember | undefined;
  visitor: Visitor | undefined;
  customer: PortalCustomer | undefined;
  requestId: string;
  log: Logger;
  request: Request;
  response: Response;
};

type Parsed<Schema> = Schema extends ZodType ? z.output<Schema> : undefined;
type Returned<Given> = Given extends { schema: infer Schema extends ZodType } ? z.input<Schema> : void;

type Definition<Params, Query, Body, Given, Access> = {
  method: Method;
  path: string;
  tag: string;
  summary: string;
  params?: Params;
  query?: Query;
  body?: Body;
  /** 64 kB when not given. */
  bodyLimitBytes?: number;
  /** What a body is that is not JSON; the handler reads it. */
  rawBody?: string;
  answer: Given;
  problems?: ProblemCode[];
  limit?: LimitName;
  handle: (call: Call<Parsed<Params>, Parsed<Query>, Parsed<Body>> & Access) => Promise<Returned<Given>>;
};

type Define<Access> = <
  const Given extends Answer,
  Params extends ZodObject | undefined = undefined,
  Query extends ZodObject | undefined = undefined,
  Body extends ZodType | undefined = undefined,
>(
  definition: Definition<Params, Query, Body, Given, Access>,
) => Route;

/** For people and programs with an account. Which roles may call it stands in `permissions.ts`. */
export const staffRoute = define('staff') as Define<{ staff: StaffMember }>;
/** For customers with a visitor token. */
export const visitorRoute = define('visitor') as Define<{ visitor: Visitor }>;
/** For customers who are signed in at the portal. */
export const customerRoute = define('customer') as Define<{ customer: PortalCustomer }>;
/** For programs that watch the installation. */
export const monitorRoute = define('monitor') as Define<unknown>;
export const publicRoute = define('anyone') as Define<unknown>;

function define(audience: Audience) {
  return (
    definition: Partial<Route> & Pick<Route, 'method' | 'path' | 'tag' | 'summary' | 'answer' | 'handle'>,
  ): Route => ({
    params: undefined,
    query: undefined,
    body: undefined,
    bodyLimitBytes: 64 * 1024,
    problems: [],
    limit: 'api',
    ...definition,
    audience,
  });
}

/** The name of a route in the table of permissions. */
export function routeName({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}
