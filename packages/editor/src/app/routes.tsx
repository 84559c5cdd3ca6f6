import { createBrowserRouter, redirect } from 'react-router';
import { LoginPage } from '../account/login-page.tsx';
import { SetupPage } from '../account/setup-page.tsx';
import { CasePage } from '../case/case-page.tsx';
import { CasesPage } from '../cases/cases-page.tsx';
import { CustomerPage } from '../customer/customer-page.tsx';
import { DeskPage } from '../desk/desk-page.tsx';
import { SetAsideMailsPage } from '../mails/set-aside-mails-page.tsx';
import { Frame } from './frame.tsx';
import { NotFound, PageCrash } from './not-found.tsx';

/** Every page has an address. */
export function createRoutes() {
  return createBrowserRouter([
    { path: '/login', element: <LoginPage />, errorElement: <PageCrash /> },
    { path: '/setup', element: <SetupPage />, errorElement: <PageCrash /> },
    {
      element: <Frame />,
      errorElement: <PageCrash />,
      children: [
        { index: true, loader: () => redirect('/desk') },
        { path: '/desk/:caseId?', element: <DeskPage />, handle: { page: 'desk' } },
        { path: '/cases', element: <CasesPage />, handle: { page: 'cases' } },
        { path: '/cases/:caseId', element: <CasePage />, handle: { page: 'cases' } },
        { path: '/customers/:customerId', element: <CustomerPage />, handle: { page: 'cases' } },
        { path: '/mails', element: <SetAsideMailsPage />, handle: { page: 'mails' } },
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
