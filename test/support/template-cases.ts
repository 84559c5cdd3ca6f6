import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonService, ServiceRoute } from '../../examples/services/json-service.ts';
import type { Template } from '../../packages/engine/src/templates/read-templates.ts';
import { flowOfTemplate, readTemplates } from '../../packages/engine/src/templates/read-templates.ts';
import { readPolicyFile } from '../../packages/engine/src/stores/policy-file.ts';
import type { Json } from '../../packages/flow/src/json.ts';
import { flowSchema } from '../../packages/flow/src/schema.ts';
import type { Script } from './flow-cases.ts';
import { flowCases } from './flow-cases.ts';
import { inProcessService } from './in-process-service.ts';

export async function templateNamed(name: string): Promise<Template> {
  const found = (await readTemplates()).find((one) => one.name === name);
  if (!found) throw new Error(`There is no template ${name}.`);
  return found;
}

/** What the `server.ts` of a template exports. */
export async function serviceOf({ root, service }: Template) {
  return (await import(pathToFileURL(join(root, service.module)).href)) as {
    serviceRoutes(now: () => Date): ServiceRoute[];
    createService(options: { port: number; token: string }): Promise<JsonService>;
  };
}

/** Cases of a template's flow: its service answers in the process, with data of its own for each case. */
export async function templateCases(template: Template) {
  const { service, root } = template;
  const { serviceRoutes } = await serviceOf(template);
  const policies = await readPolicyFile(join(root, template.policies));
  const values = Object.fromEntries(policies.map(({ name, value }) => [name, value]));
  const flow = flowSchema.parse(await flowOfTemplate(template));
  const usual = (): Script => ({
    'resolve-identity': () => ({ port: 'new' }),
    'retrieve-knowledge': ({ input: { config } }) => ({
      port: 'found',
      output: { question: config['query'] ?? '' },
    }),
    answer: () => ({ port: 'answered', say: [{ text: 'As the articles say.' }] }),
    'match-customer': ({ input: { config } }) => ({
      port: agree(config['compare']) ? 'claimed' : 'no-match',
    }),
    'http-request': clocked(serviceRoutes),
  });
  return {
    flow,
    ...flowCases({ flow, policies: { ...values, [service.policy.name]: service.address }, usual }),
  };
}

function clocked(serviceRoutes: (now: () => Date) => ServiceRoute[]): Script[string] {
  let time: number | undefined;
  let ask: Script[string] | undefined;
  return (run, now) => {
    time = now;
    ask ??= inProcessService(serviceRoutes(() => new Date(time ?? now)));
    return ask(run, now);
  };
}

function agree(compare: Json | undefined): boolean {
  const plain = (value: Json) =>
    (typeof value === 'string' ? value : '').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  return (compare as { said: Json; found: Json }[]).every(
    ({ said, found }) => plain(said) !== '' && plain(said) === plain(found),
  );
}
