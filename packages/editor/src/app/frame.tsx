import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Navigate, NavLink, Outlet, useLocation, useParams } from 'react-router';
import { useLiveUpdates } from '../api/live.ts';
import { sessionQuery } from '../api/queries.ts';
import type { Role, User } from '../api/user.ts';
import { Empty, Failed } from '../ui/faces.tsx';
import { Toasts } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import styles from './frame.module.css';
import { OfflineBanner } from './offline-banner.tsx';
import { PageCrash } from './page-crash.tsx';
import { pageAt } from './page-routes.ts';
import { pages, pagesFor } from './pages.ts';
import { usePaletteKey } from './use-palette-key.ts';
import { UserProvider } from './session.tsx';
import { TopBar } from './top-bar.tsx';

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }));
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }));

/** What is around every page: rail, top bar, palette, help, and the stream of changes. */
export function Frame() {
  const session = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  if (session.data) {
    return (
      <UserProvider user={session.data}>
        <SignedIn user={session.data} />
      </UserProvider>
    );
  }
  if (session.isError)
    return <Failed error={session.error} what="Your session" onRetry={() => void session.refetch()} />;
  if (session.isPending) return <div className={styles['frame']} aria-busy="true" />;
  return <Navigate to={`/login?next=${encodeURIComponent(pathname + search)}`} replace />;
}

function SignedIn({ user }: { user: User }) {
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  const { caseId, flowId } = useParams();
  const mine = pagesFor(user.role);
  const pageId = pageAt(useLocation().pathname)?.page;
  const page = pages.find(({ id }) => id === pageId);
  useLiveUpdates(topicsOf(user.role, { caseId, flowId, pageId }));
  usePaletteKey(() => setPalette(true));
  useHotkeys({ '?': () => setKeys(true), '/': () => setPalette(true) });

  return (
    <div className={styles['frame']}>
      <a className={styles['skip']} href="#main">
        Skip to the page
      </a>
      <nav className={styles['rail']} aria-label="Pages">
        <Logo />
        {mine.map(({ id, path, title, icon: Icon }) => (
          <NavLink key={id} to={path}>
            <Icon aria-hidden="true" />
            {title}
          </NavLink>
        ))}
      </nav>
      <TopBar
        user={user}
        title={page?.title ?? 'Throughline'}
        onSearch={() => setPalette(true)}
        onKeys={() => setKeys(true)}
      />
      <OfflineBanner />
      <main id="main" className={styles['main']} tabIndex={-1}>
        {page && !mine.includes(page) ? (
          <NotForRole user={user} next={mine[0]?.path} />
        ) : (
          <PageCrash>
            <Outlet />
          </PageCrash>
        )}
      </main>
      <Suspense>
        {palette && <Palette onClose={() => setPalette(false)} onKeys={() => setKeys(true)} />}
        {keys && <KeysDialog onClose={() => setKeys(false)} />}
      </Suspense>
      <Toasts />
    </div>
  );
}

function mayDraw(role: Role): boolean {
  return role === 'admin' || role === 'ops' || role === 'developer';
}

/** What the page that is open shows, and what is always in sight. */
function topicsOf(
  role: Role,
  {
    caseId,
    flowId,
    pageId,
  }: { caseId: string | undefined; flowId: string | undefined; pageId: string | undefined },
): string {
  const topics = role === 'developer' ? ['flows'] : ['cases', 'queues'];
  if (caseId) topics.push(`case:${caseId}`);
  if (flowId && mayDraw(role)) topics.push(`flow:${flowId}`);
  else if (pageId === 'flows' && mayDraw(role) && role !== 'developer') topics.push('flows');
  if (pageId === 'knowledge') topics.push('articles');
  return topics.join(',');
}

function NotForRole({ user, next }: { user: User; next: string | undefined }) {
  if (next) return <Navigate to={next} replace />;
  return (
    <Empty title="No page is open to you yet">
      Your account has the role {user.role}, which works through the API. An administrator can give you
      another one.
    </Empty>
  );
}

function Logo() {
  return (
    <svg className={styles['logo']} viewBox="0 0 32 32" role="img" aria-label="Throughline">
      <rect width="32" height="32" rx="8" />
      <path d="M7 11h6c6 0 6 10 12 10M7 21h4m10-10h4" />
    </svg>
  );
}
