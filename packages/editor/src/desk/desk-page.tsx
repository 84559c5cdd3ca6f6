import { Inbox as InboxIcon } from 'lucide-react';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useCases } from '../api/queries.ts';
import { Empty } from '../ui/faces.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { classes } from '../ui/classes.ts';
import { CasePane } from './case-pane.tsx';
import styles from './desk-page.module.css';
import { Inbox, type InboxView } from './inbox.tsx';

/** Where agents work: the cases that wait, and the one that is open. */
export function DeskPage() {
  const { caseId } = useParams();
  const [query, setQuery] = useSearchParams();
  const navigate = useNavigate();
  const view: InboxView = query.get('view') === 'queues' ? 'queues' : 'mine';
  const queue = query.get('queue') ?? '';
  const mine = useCases({ agent: 'me', owner: 'agent' });
  const waiting = useCases({ owner: 'queue', queue });
  const list = view === 'mine' ? mine : waiting;
  const { cases } = list;
  const [details, setDetails] = useState(false);

  const show = (next: InboxView) => setQuery(next === 'queues' ? { view: 'queues' } : {}, { replace: true });
  const step = (by: number) => () => {
    const at = cases.findIndex(({ id }) => id === caseId);
    const next = cases[at < 0 ? 0 : Math.min(cases.length - 1, Math.max(0, at + by))];
    if (next) void navigate({ pathname: `/desk/${next.id}`, search: query.toString() });
  };
  useHotkeys({ j: step(1), k: step(-1), m: () => show('mine'), q: () => show('queues') });

  return (
    <div className={classes(styles['desk'], caseId && styles['open'])}>
      <h1 className="unseen">Desk</h1>
      <Inbox
        className={styles['inbox']}
        view={view}
        queue={queue}
        list={list}
        cases={cases}
        counts={{
          mine: mine.data?.pages[0]?.cases.length ?? 0,
          queues: waiting.data?.pages[0]?.cases.length ?? 0,
        }}
        selected={caseId}
        search={query.toString()}
        onView={show}
        onQueue={(name) => setQuery({ view: 'queues', ...(name ? { queue: name } : {}) }, { replace: true })}
      />
      {caseId ? (
        <CasePane
          key={caseId}
          caseId={caseId}
          search={query.toString()}
          details={details}
          onDetails={setDetails}
        />
      ) : (
        <div className={styles['nothing']}>
          {cases.length > 0 && (
            <Empty icon={<InboxIcon />} title="No case is open">
              Choose one on the left, or press <kbd>j</kbd> for the first. The brief comes first; the customer
              does not have to explain again.
            </Empty>
          )}
        </div>
      )}
    </div>
  );
}
