import { runners as builtInRunners } from '@throughline/nodes/runners';
import { knownChannels } from '../channels/known-channels.ts';
import { createGuardedHttp } from '../http/guarded-http.ts';
import { createPageReader } from '../knowledge/read-pages.ts';
import type { RouteDeps } from './app-deps.ts';
import { articleRoutes } from './articles.ts';
import { askKnowledgeRoutes } from './ask-knowledge.ts';
import { channelRoutes } from './channels.ts';
import { flowDraftRoutes } from './flow-drafts.ts';
import { flowMoveRoutes } from './flow-moves.ts';
import { flowTestRoutes } from './flow-tests.ts';
import { flowRoutes } from './flows.ts';
import { importArticleRoutes } from './import-articles.ts';
import { nodeUseRoutes } from './node-uses.ts';
import { nodeRoutes } from './nodes.ts';
import { openQuestionRoutes } from './open-questions.ts';
import { policyRoutes } from './policies.ts';
import { publishRoutes } from './publish.ts';
import type { Route } from './route.ts';
import { simulateRoutes } from './simulate.ts';
import { templateRoutes } from './templates.ts';

/** What answers customers, and who writes it: policies, articles, flows, and the nodes that flows are drawn with. */
export function authorRoutes(deps: RouteDeps): Route[] {
  const { config, stores, knowledge, catalogue, answerer, usage, now } = deps;
  const { policies } = stores;
  const { allowedAddresses } = config.http;
  const channels = knownChannels(deps.channels);
  return [
    ...policyRoutes({ stores, knowledge, catalogue, now }),
    ...articleRoutes({ knowledge, stores, now }),
    ...importArticleRoutes({
      knowledge,
      pages: createPageReader({ http: createGuardedHttp(allowedAddresses), knowledge }),
    }),
    ...askKnowledgeRoutes({ knowledge, answerer, policies, usage }),
    ...openQuestionRoutes(deps),
    ...flowRoutes({ stores, catalogue, channels }),
    ...flowMoveRoutes({ stores, now }),
    ...publishRoutes({ stores, catalogue, channels, now }),
    ...flowDraftRoutes({ stores, now }),
    ...flowTestRoutes({ stores, now }),
    ...templateRoutes({ stores, knowledge, now }),
    ...channelRoutes({ channels }),
    ...nodeRoutes({ catalogue }),
    ...nodeUseRoutes({ catalogue, stores }),
    ...simulateRoutes({ ...deps, allowedAddresses, runners: { ...builtInRunners, ...deps.runners } }),
  ];
}
