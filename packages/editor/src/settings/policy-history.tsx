import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../ui/dialog.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { Time } from '../ui/time.tsx';
import { valueWords } from './policy-words.ts';
import { settingsApi } from './settings-api.ts';
import styles from './settings.module.css';
import type { Policy, PolicyChange } from './types.ts';
import { WhereUsed } from './where-used.tsx';

/** Where a policy is used, and every value it had. */
export function PolicyHistory({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const history = useQuery({
    queryKey: ['settings', 'policies', policy.name, 'history'],
    queryFn: async () => (await settingsApi.policyHistory(policy.name)).changes,
  });
  return (
    <Dialog open onClose={onClose} title={policy.title}>
      <div>
        <WhereUsed kind="policy" name={policy.name} none="No live flow and no article reads it." />
      </div>
      <h3>Values it had</h3>
      {history.isPending ? (
        <Skeleton rows={3} height={44} label="Loading the history" />
      ) : history.isError ? (
        <Failed error={history.error} what="The history" onRetry={() => void history.refetch()} />
      ) : (
        <ol className={styles['history']}>
          {history.data.map((change, index) => (
            <li key={change.version}>
              <p>{fromTo(change, history.data[index + 1])}</p>
              <p className={styles['note']}>
                {change.author.name}, <Time at={change.at} long />
              </p>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function fromTo(change: PolicyChange, before: PolicyChange | undefined): string {
  const now = valueWords(change.type, change.value);
  if (change.removed) return `Removed; it was ${now}`;
  if (!before || before.removed) return `Set to ${now}`;
  const was = valueWords(before.type, before.value);
  return was === now ? `${now}, with another title or type` : `From ${was} to ${now}`;
}
