import { z } from 'zod';
import { flowSchema } from '@throughline/flow/schema';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import type { Stores } from '../stores/database.ts';
import { policyTypes } from '../stores/policy-type.ts';
import { readTemplates } from '../templates/read-templates.ts';
import type { Template } from '../templates/read-templates.ts';
import { bringContents, bringTests, readTemplate } from '../templates/use-template.ts';
import { drawnFlow } from './flow-shapes.ts';
import { Problem } from './problems.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';
import { id } from './shapes.ts';

export type TemplatesDeps = { stores: Stores; knowledge: Knowledge; now: () => number };

const template = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    channels: z.array(z.string()).meta({ description: 'Channels it was made for.' }),
    needs: z.array(z.string()).meta({ description: 'What it needs that it cannot bring, in sentences.' }),
    nodes: z.int(),
    articles: z.int(),
    policies: z.int(),
    tests: z.int(),
  })
  .meta({ id: 'Template' });

const names = z.array(z.string());
const nameParams = z.strictObject({ name: id });

export function templateRoutes({ stores, knowledge, now }: TemplatesDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/templates',
      tag: 'flows',
      summary: 'Shipped flows to start from',
      answer: {
        status: 200,
        schema: z.object({ templates: z.array(template) }),
        text: 'By name, with how much each brings.',
      },
      handle: async () => ({ templates: await Promise.all((await readTemplates()).map(summaryOf)) }),
    }),
    staffRoute({
      method: 'get',
      path: '/api/templates/{name}',
      tag: 'flows',
      summary: 'A template: its flow, and what it brings',
      params: nameParams,
      answer: {
        status: 200,
        schema: template.omit({ nodes: true, articles: true, policies: true, tests: true }).extend({
          flow: drawnFlow,
          articles: z.array(z.object({ articleId: z.string(), title: z.string() })),
          policies: z.array(
            z.object({ name: z.string(), type: z.enum(policyTypes), title: z.string(), value: z.unknown() }),
          ),
          tests: z.array(z.object({ name: z.string(), title: z.string() })),
        }),
        text: 'Of articles and tests, the titles.',
      },
      problems: ['template.not-found'],
      handle: async ({ params }) => {
        const found = await read(params.name);
        const { flow, articles, policies, tests } = await readTemplate(found);
        return {
          ...factsOf(found),
          flow,
          articles: articles.map(({ articleId, title }) => ({ articleId, title })),
          policies,
          tests: tests.map(({ name, test: { title } }) => ({ name, title })),
        };
      },
    }),
    staffRoute({
      method: 'post',
      path: '/api/templates/{name}/use',
      tag: 'flows',
      summary:
        'Bring the articles and the missing policies of a template, and its flow under an id of its own',
      params: nameParams,
      body: z.strictObject({
        flowId: flowSchema.shape.id
          .optional()
          .meta({ description: 'One that no flow has; chosen when left out.' }),
        articles: z.boolean().default(true).meta({ description: 'False leaves the articles out.' }),
      }),
      answer: {
        status: 200,
        schema: z.object({
          flow: drawnFlow,
          articles: z.object({ imported: names, kept: names }).meta({
            description: 'Kept: there is an article with this id and another text, which was left alone.',
          }),
          policies: z.object({ set: names }),
          tests: names,
        }),
        text: 'The flow to begin a draft with, checked by its recorded conversations, which are saved as its tests.',
      },
      problems: ['template.not-found', 'flow.exists'],
      handle: async ({ params, body, staff }) => {
        const found = await read(params.name);
        const contents = await readTemplate(found);
        const flowId = body.flowId ?? (await freeFlowId(found.name));
        if (await isTaken(flowId))
          throw new Problem('flow.exists', `There is a flow "${flowId}". Choose another id.`);
        const at = now();
        const author = staff.id;
        const articles = body.articles ? contents.articles : [];
        const { imported, kept, set } = await bringContents(
          { articles, policies: contents.policies },
          { stores, knowledge, author, at },
        );
        const tests = await bringTests(contents.tests, { flowTests: stores.flowTests, flowId, author, at });
        await stores.users.log({
          at,
          actor: author,
          action: 'template.use',
          subject: found.name,
          outcome: 'done',
          details: { flowId, articles: imported.length, policies: set },
        });
        return {
          flow: { ...contents.flow, id: flowId },
          articles: { imported, kept },
          policies: { set },
          tests,
        };
      },
    }),
  ];

  /** Published, or drawn by anybody. */
  async function isTaken(flowId: string): Promise<boolean> {
    const [live, drafts] = await Promise.all([stores.flows.live(flowId), stores.flowDrafts.list(flowId)]);
    return live !== null || drafts.length > 0;
  }

  async function freeFlowId(name: string): Promise<string> {
    for (let count = 1; ; count++) {
      const flowId = count === 1 ? name : `${name}-${count}`;
      if (!(await isTaken(flowId))) return flowId;
    }
  }
}

async function read(name: string): Promise<Template> {
  const found = (await readTemplates()).find((one) => one.name === name);
  if (found) return found;
  throw new Problem('template.not-found', 'GET /api/templates lists them.');
}

function factsOf({ name, title, description, channels, needs }: Template) {
  return { name, title, description, channels, needs };
}

async function summaryOf(shipped: Template): Promise<z.input<typeof template>> {
  const { flow, articles, policies, tests } = await readTemplate(shipped);
  const counts = { articles: articles.length, policies: policies.length, tests: tests.length };
  return { ...factsOf(shipped), nodes: Array.isArray(flow['nodes']) ? flow['nodes'].length : 0, ...counts };
}
