import { lazy, type ReactNode } from 'react';
import { Navigate, useParams, useRoutes } from 'react-router';
import { Frame } from './frame.tsx';
import { NotFound } from './not-found.tsx';
import { PageCrash } from './page-crash.tsx';
import { pageRoutes } from './page-routes.ts';

const LoginPage = lazy(async () => ({ default: (await import('../account/login-page.tsx')).LoginPage }));
const SetupPage = lazy(async () => ({ default: (await import('../account/setup-page.tsx')).SetupPage }));

// Made once: a page that is made again loses what was typed into it.
const routes = [
  { path: '/login', element: guarded(<LoginPage />) },
  { path: '/setup', element: guarded(<SetupPage />) },
  {
    element: guarded(<Frame />),
    children: [
      { index: true, element: <Navigate to="/desk" replace /> },
      ...pageRoutes.map(({ path, load }) => {
        const Page = lazy(load);
        return { path, element: <Page /> };
      }),
      { path: '/audit', element: <Navigate to="/cases" replace /> },
      { path: '/audit/:caseId', element: <ToJournal /> },
      { path: '*', element: <NotFound /> },
    ],
  },
];

export function Routes() {
  return useRoutes(routes);
}

function guarded(page: ReactNode) {
  return <PageCrash>{page}</PageCrash>;
}

function ToJournal() {
  const { caseId = '' } = useParams();
  return <Navigate to={`/cases/${encodeURIComponent(caseId)}?tab=journal`} replace />;
}
