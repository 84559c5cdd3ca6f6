import { createBrowserRouter, redirect } from 'react-router';
import { LoginPage } from '../account/login-page.tsx';
import { SetupPage } from '../account/setup-page.tsx';
import { Frame } from './frame.tsx';
import { NotFound, PageCrash } from './not-found.tsx';

/** Every page has an address, and its code comes when it is opened. */
export function createRoutes() {
  return createBrowserRouter([
    { path: '/login', element: <LoginPage />, errorElement: <PageCrash /> },
    { path: '/setup', element: <SetupPage />, errorElement: <PageCrash /> },
    {
      element: <Frame />,
      errorElement: <PageCrash />,
      hydrateFallbackElement: <div aria-busy="true" />,
      children: [
        { index: true, loader: () => redirect('/desk') },
        {
          path: '/desk/:caseId?',
          lazy: async () => ({ Component: (await import('../desk/desk-page.tsx')).DeskPage }),
          handle: { page: 'desk' },
        },
        {
          path: '/cases',
          lazy: async () => ({ Component: (await import('../cases/cases-page.tsx')).CasesPage }),
          handle: { page: 'cases' },
        },
        {
          path: '/cases/:caseId',
          lazy: async () => ({ Component: (await import('../case/case-page.tsx')).CasePage }),
          handle: { page: 'cases' },
        },
        {
          path: '/customers/:customerId',
          lazy: async () => ({ Component: (await import('../customer/customer-page.tsx')).CustomerPage }),
          handle: { page: 'cases' },
        },
        {
          path: '/mails',
          lazy: async () => ({
            Component: (await import('../mails/set-aside-mails-page.tsx')).SetAsideMailsPage,
          }),
          handle: { page: 'mails' },
        },
        {
          path: '/flows',
          lazy: async () => ({ Component: (await import('../flows/flows-page.tsx')).FlowsPage }),
          handle: { page: 'flows' },
        },
        {
          path: '/flows/:flowId',
          lazy: async () => ({ Component: (await import('../flows/flow-page.tsx')).FlowPage }),
          handle: { page: 'flows', keys: 'drawing' },
        },
        { path: '/audit', loader: () => redirect('/cases') },
        {
          path: '/audit/:caseId',
          loader: ({ params }) =>
            redirect(`/cases/${encodeURIComponent(params['caseId'] ?? '')}?tab=journal`),
        },
        { path: '*', element: <NotFound /> },
      ],
    },
  ]);
}
