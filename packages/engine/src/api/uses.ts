import { z } from 'zod';
import type { SettingUsesDeps } from '../flows/setting-uses.ts';
import { settingUses } from '../flows/setting-uses.ts';
import type { Route } from './route.ts';
import { staffRoute } from './route.ts';

const use = z
  .object({
    kind: z.enum(['policy', 'credential']),
    name: z.string(),
    in: z.discriminatedUnion('type', [
      z.object({
        ...{ type: z.literal('flow'), id: z.string(), title: z.string() },
        ...{ node: z.string(), nodeTitle: z.string() },
      }),
      z.object({ type: z.literal('article'), id: z.string(), title: z.string() }),
    ]),
  })
  .meta({ id: 'SettingUse' });

export function usesRoutes(deps: SettingUsesDeps): Route[] {
  return [
    staffRoute({
      method: 'get',
      path: '/api/uses',
      tag: 'policies',
      summary: 'Which live flows and articles use which policies and credentials',
      answer: { status: 200, schema: z.object({ uses: z.array(use) }), text: 'Flows first.' },
      handle: async () => ({ uses: await settingUses(deps) }),
    }),
  ];
}
