/** The server's `application/problem+json`, or what stands for it when nothing came back. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly fields: FieldError[];
  readonly requestId: string | undefined;
  /** What a program needs to go on, by code: what stands after a conflict, say. */
  readonly details: { [name: string]: unknown };

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.fields = problem.errors ?? [];
    this.requestId = problem.requestId;
    this.details = problem.details ?? {};
  }
}

export type FieldError = { field: string; code: string; text: string; fix: string };

type Problem = {
  status: number;
  code: string;
  title: string;
  detail: string;
  errors?: FieldError[];
  details?: { [name: string]: unknown };
  requestId?: string;
};

const timeoutMs = 20_000;

/** Calls the staff's API with the session cookie. Throws `ApiError`, also when the server cannot be reached (status 0). */
export async function request<Answer>(
  method: string,
  path: string,
  body?: object,
  { signal = AbortSignal.timeout(timeoutMs) }: { signal?: AbortSignal } = {},
): Promise<Answer> {
  const isFile = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers: {
        accept: 'application/json',
        'x-throughline': '1',
        ...(body ? { 'content-type': isFile ? 'application/octet-stream' : 'application/json' } : {}),
      },
      signal,
      ...(body ? { body: isFile ? body : JSON.stringify(body) } : {}),
    });
  } catch (error) {
    throw unreachable(error);
  }
  const text = await response.text().catch(() => '');
  if (!response.ok) throw new ApiError(problemOf(response.status, text));
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

function unreachable(error: unknown): ApiError {
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  return new ApiError({
    status: 0,
    code: late ? 'client.timeout' : 'client.unreachable',
    title: late ? 'The server took too long' : 'The server cannot be reached',
    detail: late ? 'It did not answer within 20 seconds.' : 'Check the connection; nothing was changed.',
  });
}

function problemOf(status: number, text: string): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    if (typeof problem.title === 'string' && typeof problem.code === 'string') {
      return { ...problem, status, code: problem.code, title: problem.title, detail: problem.detail ?? '' };
    }
  } catch {
    // Not ours: a proxy's page, say.
  }
  return {
    status,
    code: `http.${status}`,
    title: `The server answered ${status}`,
    detail: 'Try again in a moment.',
  };
}
