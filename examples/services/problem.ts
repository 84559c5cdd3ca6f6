import type { ServerResponse } from 'node:http';

/** What goes wrong in a way the caller can mend, as RFC 9457 problem+json says it. */
export type Problem = {
  status: number;
  code: string;
  title: string;
  fix: string;
  field?: string;
};

export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export function sendProblem(response: ServerResponse, problem: Problem): void {
  response.writeHead(problem.status, { 'content-type': 'application/problem+json; charset=utf-8' });
  response.end(JSON.stringify(problem));
}
