import { Search } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useLive, type Connection } from '../api/live.ts';
import type { User } from '../api/user.ts';
import { isMac } from '../ui/is-mac.ts';
import { initials } from './initials.ts';
import styles from './top-bar.module.css';

type TopBarProps = { user: User; title: string; onSearch: () => void; onKeys: () => void };

export function TopBar({ user, title, onSearch, onKeys }: TopBarProps) {
  const connection = useLive((live) => live.connection);
  return (
    <header className={styles['bar']}>
      <p className={styles['title']}>{title}</p>
      <button
        type="button"
        className={styles['search']}
        onClick={onSearch}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <Search aria-hidden="true" />
        <span>Search pages, flows and cases</span>
        <kbd aria-hidden="true">{isMac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      <p className={styles['connection']} data-connection={connection} role="status">
        <span>{words[connection]}</span>
      </p>
      <Person user={user} onKeys={onKeys} />
    </header>
  );
}

const words: { [state in Connection]: string } = {
  live: 'Live',
  connecting: 'Connecting',
  offline: 'Reconnecting',
};

const PersonMenu = lazy(async () => ({ default: (await import('./person-menu.tsx')).PersonMenu }));

/** Its menu comes when somebody is about to open it: menus are a tenth of what a page loads. */
function Person({ user, onKeys }: { user: User; onKeys: () => void }) {
  const [isOpened, setOpened] = useState(false);
  const button = (
    <button
      type="button"
      className={styles['person']}
      aria-haspopup="menu"
      aria-label={`${initials(user.name)}: menu of ${user.name}`}
      title={user.name}
      onPointerEnter={() => void import('./person-menu.tsx')}
      onFocus={() => void import('./person-menu.tsx')}
      onClick={() => setOpened(true)}
    >
      {initials(user.name)}
    </button>
  );
  if (!isOpened) return button;
  return (
    <Suspense fallback={button}>
      <PersonMenu user={user} onKeys={onKeys} />
    </Suspense>
  );
}
