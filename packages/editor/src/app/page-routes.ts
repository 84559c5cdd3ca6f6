import type { ComponentType } from 'react';
import { matchRoutes } from 'react-router';

/** A page in the frame: its address, what stands for it in the rail (`page`), and the keys that hold there. */
export type PageRoute = {
  path: string;
  page: string;
  keys?: string;
  load: () => Promise<{ default: ComponentType }>;
};

/** Every page has an address, and its code comes when it is opened. */
export const pageRoutes: readonly PageRoute[] = [
  {
    path: '/desk/:caseId?',
    page: 'desk',
    load: async () => ({ default: (await import('../desk/desk-page.tsx')).DeskPage }),
  },
  {
    path: '/cases',
    page: 'cases',
    load: async () => ({ default: (await import('../cases/cases-page.tsx')).CasesPage }),
  },
  {
    path: '/cases/:caseId',
    page: 'cases',
    load: async () => ({ default: (await import('../case/case-page.tsx')).CasePage }),
  },
  {
    path: '/customers/:customerId',
    page: 'cases',
    load: async () => ({ default: (await import('../customer/customer-page.tsx')).CustomerPage }),
  },
  {
    path: '/mails',
    page: 'mails',
    load: async () => ({ default: (await import('../mails/set-aside-mails-page.tsx')).SetAsideMailsPage }),
  },
  {
    path: '/flows',
    page: 'flows',
    load: async () => ({ default: (await import('../flows/flows-page.tsx')).FlowsPage }),
  },
  {
    path: '/flows/:flowId',
    page: 'flows',
    keys: 'drawing',
    load: async () => ({ default: (await import('../flows/flow-page.tsx')).FlowPage }),
  },
  {
    path: '/knowledge',
    page: 'knowledge',
    load: async () => ({ default: (await import('../knowledge/knowledge-page.tsx')).KnowledgePage }),
  },
  {
    path: '/knowledge/_import',
    page: 'knowledge',
    load: async () => ({ default: (await import('../knowledge/import-page.tsx')).ImportPage }),
  },
  {
    path: '/knowledge/:articleId',
    page: 'knowledge',
    keys: 'article',
    load: async () => ({ default: (await import('../knowledge/article-page.tsx')).ArticlePage }),
  },
  {
    path: '/nodes/:type?',
    page: 'nodes',
    load: async () => ({ default: (await import('../nodes/nodes-page.tsx')).NodesPage }),
  },
  {
    path: '/settings/:section?',
    page: 'settings',
    load: async () => ({ default: (await import('../settings/settings-page.tsx')).SettingsPage }),
  },
];

const matched = pageRoutes.map((route) => ({ path: route.path, handle: route }));

export function pageAt(pathname: string): PageRoute | undefined {
  return matchRoutes(matched, pathname)?.[0]?.route.handle;
}
