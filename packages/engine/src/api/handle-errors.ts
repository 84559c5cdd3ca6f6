import type { ErrorRequestHandler, RequestHandler } from 'express';
import { NoFlowPublished } from '../cases/case-gateway.ts';
import { outageOf } from '../outage.ts';
import { KeyErased } from '../stores/keys.ts';
import { Problem } from './problems.ts';
import { requestIdOf } from './request-log.ts';
import type { ProblemCode } from './problems.ts';

export const notFound: RequestHandler = (_request, _response, next) => {
  next(new Problem('route.not-found', 'Check the address; all of them are listed in /api/openapi.json.'));
};

/** Every error becomes problem+json; what we did not expect is logged with its stack and answered without it. */
export const handleErrors: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const problem = problemOf(error);
  if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'request failed');
  response.locals['problem'] = problem.code;
  if (response.headersSent) return void response.destroy();
  response
    .status(problem.status)
    .set(problem.headers)
    .set('Content-Type', 'application/problem+json; charset=utf-8')
    .set('Cache-Control', 'no-store')
    .send(JSON.stringify(problem.body(requestIdOf(request))));
};

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof KeyErased) return new Problem('case.erased', 'What was said in it is gone for good.');
  if (error instanceof NoFlowPublished) {
    return new Problem(
      'flow.none-published',
      'Publish one: throughline flow publish <file>. What was sent is kept.',
    );
  }
  return (
    requestProblem(error) ??
    outageProblem(error) ??
    new Problem('internal', 'Send the request again; if it keeps failing, report the request id.')
  );
}

function outageProblem(error: unknown): Problem | undefined {
  const outage = outageOf(error);
  if (!outage) return undefined;
  const { text, fix } = outage;
  if (fix) return new Problem('unavailable', `${text} ${fix}`);
  const again = 'Send the same request again in a few seconds; what carries the same id is done once.';
  return new Problem('unavailable', `${text} ${again}`, { headers: { 'Retry-After': '2' } });
}

/** Errors of express, of its body reader and of its files: they carry a 4xx status, those of bodies a type, too. */
function requestProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  const [code, detail] = bodyProblems[String(type)] ??
    fileProblems[status] ?? ['request.malformed', 'Check the encoding of address, headers and body.'];
  return new Problem(code, detail);
}

const bodyProblems: { [type: string]: [ProblemCode, string] } = {
  'entity.too.large': ['body.too-large', 'Send less at once.'],
  'encoding.unsupported': [
    'body.wrong-type',
    'Send the body without Content-Encoding, or as gzip, deflate or br.',
  ],
  'charset.unsupported': ['body.wrong-type', 'Send the body in UTF-8.'],
  'request.aborted': ['request.aborted', 'Send the whole body.'],
  'request.size.invalid': ['request.malformed', 'Content-Length and the body differ.'],
};

/** Who asks under a condition, or for a part, acts on the status. `Content-Range` is set by then. */
const fileProblems: { [status: number]: [ProblemCode, string] | undefined } = {
  412: ['request.precondition-failed', 'Ask for it anew, without If-Match and If-Unmodified-Since.'],
  416: ['request.range-not-satisfiable', 'Ask for a part that it has: Content-Range says how long it is.'],
};
