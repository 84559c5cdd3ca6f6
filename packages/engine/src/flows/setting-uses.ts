import type { Catalogue } from '@throughline/flow/declaration';
import type { Knowledge } from '../knowledge/knowledge-api.ts';
import { policiesIn } from '../knowledge/policy-values.ts';
import type { Stores } from '../stores/database.ts';
import type { FlowVersion } from '../stores/flows.ts';
import type { FlowUse } from './flow-uses.ts';
import { flowUses } from './flow-uses.ts';

export type SettingUsesDeps = {
  stores: Pick<Stores, 'flows' | 'cases'>;
  knowledge: Pick<Knowledge, 'list' | 'get'>;
  catalogue: Catalogue;
};

export type SettingUse = {
  kind: FlowUse['kind'];
  name: string;
  in:
    | { type: 'flow'; id: string; title: string; node: string; nodeTitle: string }
    | { type: 'article'; id: string; title: string };
};

/** Articles that are read at once. */
const batch = 50;

/** Where policies and credentials are used: the live flows, and the articles. */
export async function settingUses(deps: SettingUsesDeps): Promise<SettingUse[]> {
  return (await Promise.all([inLiveFlows(deps), inArticles(deps)])).flat();
}

/** The same of one policy, and the versions that are not live any more but that cases still run, each once for a node. */
export async function policyUses(name: string, deps: SettingUsesDeps): Promise<SettingUse[]> {
  const [now, running] = await Promise.all([settingUses(deps), inRunningVersions(deps)]);
  const uses = [...now, ...running].filter((use) => use.kind === 'policy' && use.name === name);
  const placeOf = ({ in: place }: SettingUse) =>
    `${place.type} ${place.id} ${place.type === 'flow' ? place.node : ''}`;
  return [...new Map(uses.map((use) => [placeOf(use), use])).values()];
}

async function inLiveFlows({ stores: { flows }, catalogue }: SettingUsesDeps): Promise<SettingUse[]> {
  const all = await flows.list();
  const drawn = await Promise.all(all.map(({ live }) => flows.drawn(live)));
  return drawn.flatMap((version) => (version ? usesOf(version, catalogue) : []));
}

async function inRunningVersions({
  stores: { flows, cases },
  catalogue,
}: SettingUsesDeps): Promise<SettingUse[]> {
  const all = await flows.list();
  const running = await Promise.all(all.map(({ flowId }) => cases.openByVersion(flowId)));
  const hashes = running.flatMap((open) => [...open].flatMap(([hash, count]) => (count > 0 ? [hash] : [])));
  const drawn = await Promise.all(hashes.map((hash) => flows.drawn(hash)));
  return drawn.flatMap((version) => (version ? usesOf(version, catalogue) : []));
}

function usesOf({ flow, flowId, title }: FlowVersion, catalogue: Catalogue): SettingUse[] {
  return flowUses(flow, catalogue).map(({ kind, name, node, title: nodeTitle }) => ({
    ...{ kind, name },
    in: { type: 'flow', id: flowId, title, node, nodeTitle },
  }));
}

async function inArticles({ knowledge }: SettingUsesDeps): Promise<SettingUse[]> {
  const found: SettingUse[] = [];
  const all = await knowledge.list();
  for (let from = 0; from < all.length; from += batch) {
    const read = await Promise.all(
      all.slice(from, from + batch).map(({ articleId }) => knowledge.get(articleId)),
    );
    for (const article of read)
      for (const name of article ? policiesIn(article.body) : [])
        found.push({
          ...{ kind: 'policy', name },
          in: { type: 'article', id: article!.articleId, title: article!.title },
        });
  }
  return found;
}
