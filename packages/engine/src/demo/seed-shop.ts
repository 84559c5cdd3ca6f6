import { join } from 'node:path';
import { loadNodes } from '../custom-nodes.ts';
import type { Deps } from '../deps.ts';
import { publishFlow } from '../flows/publish-flow.ts';
import { readPolicyFile, setPolicies } from '../stores/policy-file.ts';
import type { Template } from '../templates/read-templates.ts';
import { addressPolicy, flowOfTemplate } from '../templates/read-templates.ts';
import { bringTests, readTests } from '../templates/use-template.ts';

export type Shop = {
  template: Template;
  /** Where its service answers. */
  service: { url: string; token: string };
  /** Under which the flow is published; its own when not given. */
  flowId?: string;
};

const author = 'template';

/** Puts a template into an installation: policies, articles, the credential of its service, its flow and the tests of it. */
export async function seedShop(
  deps: Pick<Deps, 'stores' | 'knowledge'>,
  { template, service, flowId = template.name }: Shop,
): Promise<{ articles: number; flow: string }> {
  const { stores, knowledge } = deps;
  const { root } = template;
  const now = Date.now();
  const shipped = await readPolicyFile(join(root, template.policies));
  const set = await setPolicies(stores.policies, [...shipped, addressPolicy(template, service.url)], {
    author,
    at: now,
  });
  if (set.problems.length > 0) throw new Error(`policies: ${set.problems.join('\n')}`);
  const { credential } = template.service;
  const host = new URL(service.url).host;
  const kept = await stores.credentials.set(credential, {
    kind: 'bearer',
    token: service.token,
    hosts: [host],
  });
  if (!kept.ok) throw new Error(`credential ${credential}: ${kept.issues.map(({ text }) => text).join(' ')}`);
  const [report, { catalogue }] = await Promise.all([
    knowledge.importFolder(join(root, template.articles), { author }),
    loadNodes(root),
  ]);
  if (report.problems.length > 0) throw new Error(`articles: ${JSON.stringify(report.problems)}`);
  const flow = { ...((await flowOfTemplate(template)) as object), id: flowId };
  // Before it is published: those of an older release may not fit it, and are kept where this one has them no more.
  await bringTests(await readTests(template), { flowTests: stores.flowTests, flowId, author, at: now });
  const untested = 'It is published as it was shipped.';
  const published = await publishFlow({ stores, catalogue, flow, author, at: now, untested });
  if (!published.ok) throw new Error(`flow: ${published.issues.map(({ text }) => text).join('\n')}`);
  return { articles: report.imported.length, flow: `${published.flowId} version ${published.version}` };
}
