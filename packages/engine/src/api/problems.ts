import type { JsonObject } from '@throughline/flow/json';

/**
 * Every error that the API answers with. Clients may rely on code and status; title and fix are for people. A test holds this
 * table, the OpenAPI document and the statuses together.
 */
export const problems = {
  'request.malformed': { status: 400, title: 'The request is not well formed' },
  'request.precondition-failed': { status: 412, title: 'The file is another one by now' },
  'request.range-not-satisfiable': { status: 416, title: 'The file has no such part' },
  'request.aborted': { status: 400, title: 'The request ended before its body did' },
  'body.missing': { status: 400, title: 'A JSON body is needed' },
  'body.not-json': { status: 400, title: 'The body is not valid JSON' },
  'body.not-utf8': { status: 400, title: 'The body is not valid UTF-8' },
  'body.too-deep': { status: 400, title: 'The body is nested too deeply' },
  'body.forbidden-key': { status: 400, title: 'The body has a key that is not allowed' },
  'body.too-large': { status: 413, title: 'The body is too large' },
  'body.wrong-type': { status: 415, title: 'The content type is not supported' },
  'body.invalid': { status: 422, title: 'The body has invalid fields' },
  'query.invalid': { status: 400, title: 'The query has invalid parameters' },
  'path.invalid': { status: 400, title: 'The path has invalid parameters' },
  'header.invalid': { status: 400, title: 'A header is not valid' },
  'route.not-found': { status: 404, title: 'There is nothing at this address' },
  'route.method-not-allowed': { status: 405, title: 'This address does not take this method' },
  'rate.limited': { status: 429, title: 'Too many requests' },

  'auth.needed': { status: 401, title: 'Sign in first' },
  'auth.invalid-token': { status: 401, title: 'The token is not valid' },
  'auth.wrong-credentials': { status: 401, title: 'E-mail or password is wrong' },
  'auth.not-allowed': { status: 403, title: 'Your role may not do this' },
  'auth.header-missing': { status: 403, title: 'The header X-Throughline is missing' },
  'setup.invalid-link': { status: 403, title: 'The link is not valid any more' },

  'user.not-found': { status: 404, title: 'There is no such user' },
  'user.exists': { status: 409, title: 'There is a user with this e-mail address' },
  'user.last-admin': { status: 409, title: 'The last administrator has to stay' },
  'invitation.not-found': { status: 404, title: 'There is no such invitation' },
  'token.not-found': { status: 404, title: 'There is no such API token' },

  'case.not-found': { status: 404, title: 'There is no such case' },
  'case.open': { status: 409, title: 'The case is open' },
  'case.closed': { status: 409, title: 'The case is closed' },
  'case.owned-by-another-agent': { status: 409, title: 'Another agent has the case' },
  'case.already-owned': { status: 409, title: 'You have the case already' },
  'case.not-owner': { status: 409, title: 'The case is not yours' },
  'case.unknown-queue': { status: 422, title: 'There is no such queue' },
  'case.unreachable': { status: 409, title: 'The customer cannot be reached there' },
  'case.too-many-promises': { status: 409, title: 'Too many promises are open' },
  'case.unknown-promise': { status: 404, title: 'Nothing of that kind was promised' },
  'case.joined': { status: 409, title: 'The case was joined with another' },
  'case.same': { status: 422, title: 'It is the same case' },
  'case.other-customer': { status: 409, title: 'The cases are two customers’' },
  'case.nothing-left': { status: 422, title: 'Not these messages' },
  'case.busy': { status: 409, title: 'The case is being joined or split' },
  'callback.not-set-up': { status: 409, title: 'Nobody can be called' },
  'callback.bot-silent': { status: 409, title: 'The bot is silent' },
  'callback.no-agent-number': { status: 409, title: 'No telephone for agents is set up' },
  'callback.no-number': { status: 409, title: 'The customer’s number is not known' },
  'callback.under-way': { status: 409, title: 'A call is under way' },
  'link.not-found': { status: 404, title: 'There is nothing to undo' },
  'link.not-last': { status: 409, title: 'Something was built on it' },
  'case.erased': { status: 410, title: 'The contents of the case were erased' },
  'file.not-found': { status: 404, title: 'There is no such file' },
  'file.not-yet': { status: 409, title: 'The file is not there yet' },
  'file.lost': { status: 410, title: 'The file could not be had' },
  'file.type-not-allowed': { status: 415, title: 'Files of this type are not taken' },
  'file.not-on-channel': { status: 409, title: 'Files cannot be sent on this channel' },
  'file.too-many': { status: 409, title: 'Too many files wait to be sent' },
  'mail.not-found': { status: 404, title: 'There is no such mail' },
  'mail.not-takeable': { status: 409, title: 'The mail cannot be taken' },
  'customer.not-found': { status: 404, title: 'There is no such customer' },
  'customer.same': { status: 409, title: 'They are one customer already' },
  'merge.not-found': { status: 404, title: 'There is no such merge' },
  'merge.not-in-force': { status: 409, title: 'The merge does not hold' },
  'merge.cases-joined': { status: 409, title: 'Cases of both are joined' },
  'identifier.not-found': { status: 404, title: 'The customer has no such identifier' },
  'merge.busy': { status: 409, title: 'A merge is being made' },
  'policy.not-found': { status: 404, title: 'There is no such policy' },
  'policy.in-use': { status: 409, title: 'The policy is used' },
  'policy.invalid': { status: 422, title: 'The value does not fit the policy' },
  'article.not-found': { status: 404, title: 'There is no such article' },
  'article.conflict': { status: 409, title: 'The article was changed meanwhile' },
  'flow.not-found': { status: 404, title: 'There is no such flow' },
  'flow.exists': { status: 409, title: 'There is a flow with this id' },
  'template.not-found': { status: 404, title: 'There is no such template' },
  'flow.none-published': { status: 503, title: 'No flow is published yet' },
  'node.not-found': { status: 404, title: 'There is no such node' },
  'test.not-found': { status: 404, title: 'There is no such test' },
  'test.exists': { status: 409, title: 'There is a test of this name' },
  'test.too-many': { status: 409, title: 'The flow has too many tests' },
  'draft.not-found': { status: 404, title: 'There is no such draft' },
  'draft.conflict': { status: 409, title: 'The draft was changed elsewhere' },
  'flow.tests-failed': { status: 409, title: 'Tests of the flow go another way' },
  'flow.live-changed': { status: 409, title: 'Another version was published meanwhile' },
  'flow.invalid': { status: 422, title: 'The flow has problems' },
  'channel.not-found': { status: 404, title: 'There is no such channel' },
  'channel.no-test': { status: 409, title: 'This channel is tried on its page' },
  'channel.too-many-tests': { status: 429, title: 'Too many test messages' },
  'channel.test-not-found': { status: 404, title: 'There is no such test message' },
  'retention.changed': { status: 409, title: 'Somebody changed it meanwhile' },
  'credential.not-found': { status: 404, title: 'There is no such credential' },

  'webhook.unsigned': { status: 403, title: 'The request is not signed by the provider' },
  'webchat.origin-not-allowed': { status: 403, title: 'Pages of this origin may not use the chat' },
  'webchat.identity-invalid': { status: 401, title: 'The signed identity is not valid' },
  'webchat.identity-off': { status: 422, title: 'Signed identities are not set up' },
  'portal.too-many-codes': { status: 429, title: 'Too many codes were asked for' },
  'portal.no-channel': { status: 422, title: 'No code can be sent there' },
  'portal.wrong-code': { status: 401, title: 'The code is wrong' },
  'portal.code-over': { status: 401, title: 'The code does not hold any more' },
  'message.too-long': { status: 413, title: 'The message is too long' },
  'message.unknown-file': { status: 422, title: 'The message names a file that is not there' },
  'stream.too-many': { status: 429, title: 'Too many open streams' },

  internal: { status: 500, title: 'Something failed on our side' },
  unavailable: { status: 503, title: 'A part of the service cannot be reached' },
} as const satisfies { [code: string]: { status: number; title: string } };

export type ProblemCode = keyof typeof problems;

export type FieldError = { field: string; code: string; text: string; fix: string };

/** The body of every answer that is an error (RFC 9457). */
export type ProblemBody = {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: FieldError[];
  /** Of some codes: what a program needs to go on. */
  details?: JsonObject;
  requestId: string;
};

type ProblemDetails = { errors?: FieldError[]; details?: JsonObject; headers?: { [name: string]: string } };

/** Thrown by handlers to end a request; `detail` says what is wrong and what to do, and never holds secrets. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: FieldError[];
  readonly details: JsonObject | undefined;
  readonly headers: { [name: string]: string };

  constructor(
    code: ProblemCode,
    detail: string,
    { errors = [], details, headers = {} }: ProblemDetails = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.errors = errors;
    this.details = details;
    this.headers = headers;
  }

  get status(): number {
    return problems[this.code].status;
  }

  body(requestId: string): ProblemBody {
    const { status, title } = problems[this.code];
    return {
      type: `/api/problems#${this.code}`,
      title,
      status,
      code: this.code,
      detail: this.message,
      ...(this.errors.length > 0 && { errors: this.errors }),
      ...(this.details && { details: this.details }),
      requestId,
    };
  }
}
