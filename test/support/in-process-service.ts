import { ProblemError } from '../../examples/services/problem.ts';
import type { ServiceRoute } from '../../examples/services/json-service.ts';
import type { Json, JsonObject } from '../../packages/flow/src/json.ts';
import { pick } from '../../packages/nodes/src/pick.ts';
import { requestUrl } from '../../packages/nodes/src/request-url.ts';
import type { Script } from './flow-cases.ts';

type Config = {
  method?: string;
  url: string;
  parameters: { name: string; value: string }[];
  body?: Json;
  expect: string[];
  pick: { name: string; path: string }[];
};

/** What the node "HTTP request" would find at an example's service, without HTTP between them. */
export function inProcessService(routes: readonly ServiceRoute[]): Script[string] {
  return ({ input }) => {
    const { method = 'GET', url, parameters, body, expect, pick: fields } = input.config as Config;
    const answer = answerOf(routes, method, new URL(requestUrl(url, parameters)), body ?? {});
    const expected = expect.some((range) => range === String(answer.status) || range === '2xx');
    return {
      port: expected ? 'ok' : 'error',
      output: {
        status: answer.status,
        fields: Object.fromEntries(fields.map(({ name, path }) => [name, pick(answer, path)])),
      },
    };
  };
}

function answerOf(
  routes: readonly ServiceRoute[],
  method: string,
  { pathname, searchParams }: URL,
  sent: Json,
) {
  const route = routes.find((one) => one.method === method && one.path.test(pathname));
  const [, ...params] = route?.path.exec(pathname) ?? [];
  const call = { params: params.map(decodeURIComponent), query: searchParams, body: sent as JsonObject };
  try {
    return { status: route ? 200 : 404, body: (route?.handle(call) ?? null) as Json };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { status: error.problem.status, body: error.problem as Json };
  }
}
