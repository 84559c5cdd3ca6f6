import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import styles from './offline-banner.module.css';

/** What still works without a connection, and what waits for it. */
export function OfflineBanner() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine);
  if (online) return <div className={styles['none']} />;
  return (
    <p className={styles['banner']} role="status">
      <WifiOff aria-hidden="true" />
      You are offline. What is on the screen stays readable; replies and other actions wait and go out when
      the connection is back.
    </p>
  );
}

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}
