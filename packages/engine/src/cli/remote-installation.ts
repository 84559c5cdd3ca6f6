import { conversation } from '@throughline/flow/conversation';
import type { Issue } from '@throughline/flow/validate';
import { z } from 'zod';
import { InputError } from '../input/input-error.ts';
import type { FlowInstallation } from './flow-installation.ts';

const fixToken =
  'Make one in the settings, with the role developer, and give it with --token or in THROUGHLINE_API_TOKEN.';
const timeoutMs = 30_000;

const problem = z.object({ code: z.string(), title: z.string(), detail: z.string() });
// They come from the same code that prints them.
const issues = z.array(z.looseObject({ severity: z.string(), text: z.string() })) as unknown as z.ZodType<
  Issue[]
>;
const listed = z.object({
  live: z.object({ hash: z.string() }).nullable(),
  versions: z.array(z.object({ hash: z.string(), version: z.int() })),
});
const published = z.object({
  ...{ hash: z.string(), version: z.int(), rolledBack: z.boolean(), issues },
  moving: z.int().optional(),
});
const moving = z.object({
  move: z
    .object({
      ...{ state: z.enum(['running', 'done', 'stopped']), cases: z.int() },
      ...{ moved: z.int(), kept: z.int(), waiting: z.int() },
      places: z.array(z.object({ cases: z.int(), text: z.string() })),
    })
    .nullable(),
});
const saved = z.object({ tests: z.array(z.object({ name: z.string(), test: conversation })) });
const policyValues = z.object({ policies: z.array(z.object({ name: z.string(), value: z.json() })) });

type Refused = z.infer<typeof problem>;

/** An installation at an address, with its own policies, nodes and channels. Throws `InputError` when it cannot be used. */
export function openRemoteInstallation(url: string, token: string | undefined): FlowInstallation {
  if (!URL.canParse(url))
    throw new InputError(`${url} is not an address.`, 'Give that of the API with --url.');
  if (token === undefined) throw new InputError('There is no API token.', fixToken);
  const base = url.replace(/\/+$/, '');

  async function ask<Answer>(
    method: string,
    path: string,
    schema: z.ZodType<Answer>,
    body?: object,
  ): Promise<{ ok: true; answer: Answer } | { ok: false; refused: Refused }> {
    const response = await fetch(`${base}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      const fix = 'See that it runs and that --url is its address, then run the command again.';
      throw new InputError(`${url} cannot be reached.`, fix, { cause: error });
    });
    const json: unknown = await response.json().catch(() => undefined);
    if (response.status === 401)
      throw new InputError(`${url} does not know the API token, or it has expired.`, fixToken);
    const answer = schema.safeParse(json);
    if (response.ok && answer.success) return { ok: true, answer: answer.data };
    const refused = problem.safeParse(json);
    if (!response.ok && refused.success) return { ok: false, refused: refused.data };
    throw new InputError(
      `${url} does not answer as Throughline does (${response.status} to ${method} /api${path}).`,
      'Give the address of the API with --url.',
    );
  }

  async function get<Answer>(...asked: Parameters<typeof ask<Answer>>): Promise<Answer> {
    const got = await ask<Answer>(...asked);
    if (!got.ok) throw new InputError(got.refused.title, got.refused.detail);
    return got.answer;
  }

  const pathOf = (flowId: string) => `/flows/${encodeURIComponent(flowId)}`;

  return {
    async versions(flowId) {
      const { live, versions } = await get('GET', `${pathOf(flowId)}/versions`, listed);
      return { live: live?.hash ?? null, versions };
    },
    async drawn(flowId, hash) {
      const version = z.object({ flow: z.unknown() });
      return (await get('GET', `${pathOf(flowId)}?hash=${encodeURIComponent(hash)}`, version)).flow;
    },
    validate: async (flow) => (await get('POST', '/flows/validate', z.object({ issues }), { flow })).issues,
    async publish({ flowId, ...body }) {
      const done = await ask('POST', `${pathOf(flowId)}/publish`, published, body);
      if (done.ok) {
        const { moving, ...answer } = done.answer;
        return { ok: true, ...answer, ...(moving !== undefined && { moving }) };
      }
      return { ok: false, issues: [], text: textOf(done.refused) };
    },
    async tests(flowId) {
      const [{ tests }, { policies }] = await Promise.all([
        get('GET', `${pathOf(flowId)}/tests`, saved),
        get('GET', '/policies', policyValues),
      ]);
      return { tests, policies: Object.fromEntries(policies.map(({ name, value }) => [name, value])) };
    },
    move: async (flowId) => (await get('GET', `${pathOf(flowId)}/move`, moving)).move,
    close: async () => {},
  };
}

function textOf({ title, detail }: Refused): string {
  return `${title}: ${detail}`;
}
