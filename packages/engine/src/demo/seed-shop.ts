import { join } from 'node:path';
import { loadNodes } from '../custom-nodes.ts';
import type { Deps } from '../deps.ts';
import { readFlowFile } from '../flows/flow-file.ts';
import { publishFlow } from '../flows/publish-flow.ts';
import { readPolicyFile, setPolicies } from '../stores/policy-file.ts';

export type Shop = {
  /** The root of the project: workflows and examples lie in it. */
  root: string;
  orders: { url: string; token: string };
};

/** Puts the example shop into an installation: policies, articles, the credential of its order service, and its flow. */
export async function seedShop(
  deps: Deps,
  { root, orders }: Shop,
): Promise<{ articles: number; flow: string }> {
  const { stores, knowledge } = deps;
  const now = Date.now();
  const shipped = await readPolicyFile(join(root, 'examples/policies.json'));
  const orderServiceUrl = {
    name: 'orderServiceUrl',
    type: 'text' as const,
    value: orders.url,
    title: 'Address of the order service',
  };
  const set = await setPolicies(stores.policies, [...shipped, orderServiceUrl], {
    author: 'example shop',
    at: now,
  });
  if (set.problems.length > 0) throw new Error(`policies: ${set.problems.join('\n')}`);
  const host = new URL(orders.url).host;
  const credential = await stores.credentials.set('orders', {
    kind: 'bearer',
    token: orders.token,
    hosts: [host],
  });
  if (!credential.ok)
    throw new Error(`credential orders: ${credential.issues.map(({ text }) => text).join(' ')}`);
  const [report, { catalogue }] = await Promise.all([
    knowledge.importFolder(join(root, 'examples/knowledge')),
    loadNodes(root),
  ]);
  if (report.problems.length > 0) throw new Error(`articles: ${JSON.stringify(report.problems)}`);
  const flow = await readFlowFile(join(root, 'workflows/support.flow.json'));
  const published = await publishFlow({ stores, catalogue, flow, author: 'example shop', at: now });
  if (!published.ok) throw new Error(`flow: ${published.issues.map(({ text }) => text).join('\n')}`);
  return { articles: report.imported.length, flow: `${published.flowId} version ${published.version}` };
}
