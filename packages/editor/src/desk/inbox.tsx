import { useQuery } from '@tanstack/react-query';
import { CheckCheck, Inbox as InboxIcon } from 'lucide-react';
import { Link } from 'react-router';
import { queuesQuery, type useCases } from '../api/queries.ts';
import type { CaseSummary } from '../api/case.ts';
import { caseTitle, customerName } from '../case/case-title.ts';
import { Button } from '../ui/button.tsx';
import { Channel } from '../ui/channel.tsx';
import { classes } from '../ui/classes.ts';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { OnThePhoneMark } from '../ui/on-the-phone.tsx';
import { Segments } from '../ui/segments.tsx';
import { Time } from '../ui/time.tsx';
import styles from './inbox.module.css';

export type InboxView = 'mine' | 'queues';

type InboxProps = {
  className: string | undefined;
  view: InboxView;
  queue: string;
  list: ReturnType<typeof useCases>;
  cases: CaseSummary[];
  counts: { mine: number; queues: number };
  selected: string | undefined;
  search: string;
  onView: (view: InboxView) => void;
  onQueue: (queue: string) => void;
};

export function Inbox({
  className,
  view,
  queue,
  list,
  cases,
  counts,
  selected,
  search,
  onView,
  onQueue,
}: InboxProps) {
  const queues = useQuery(queuesQuery);
  return (
    <section className={classes(styles['inbox'], className)} aria-label="Inbox">
      <header>
        <Segments
          label="Which cases"
          value={view}
          onChange={onView}
          options={[
            { value: 'mine', label: 'Mine', count: counts.mine },
            { value: 'queues', label: 'Queues', count: counts.queues },
          ]}
        />
        {view === 'queues' && (
          <select aria-label="Queue" value={queue} onChange={(event) => onQueue(event.target.value)}>
            <option value="">All queues</option>
            {queues.data?.map(({ name, waiting }) => (
              <option key={name} value={name}>
                {name} ({waiting})
              </option>
            ))}
          </select>
        )}
      </header>
      {list.isPending ? (
        <Skeleton rows={6} height={77} label="Loading cases" />
      ) : list.isError && cases.length === 0 ? (
        <Failed error={list.error} what="The inbox" onRetry={() => void list.refetch()} />
      ) : cases.length === 0 ? (
        <Nothing view={view} waiting={counts.queues} onQueues={() => onView('queues')} />
      ) : (
        <ul className={styles['list']}>
          {cases.map((summary) => (
            <li key={summary.id}>
              <Row summary={summary} selected={summary.id === selected} search={search} />
            </li>
          ))}
          {list.hasNextPage && (
            <li className={styles['more']}>
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show more
              </Button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

function Row({ summary, selected, search }: { summary: CaseSummary; selected: boolean; search: string }) {
  const { id, channel, queue, updatedAt, unread, lastMessage, call } = summary;
  return (
    <Link
      className={styles['row']}
      to={{ pathname: `/desk/${id}`, search }}
      aria-current={selected ? 'true' : undefined}
    >
      <span className={styles['line']}>
        <Channel name={channel} />
        <span className={styles['name']}>{customerName(summary)}</span>
        {call && <OnThePhoneMark />}
        {unread > 0 && (
          <span className={styles['unread']} title={`${unread} without an answer`}>
            {unread}
            <span className="unseen"> without an answer</span>
          </span>
        )}
        <span className={styles['since']}>
          <Time at={queue?.since ?? lastMessage?.at ?? updatedAt} />
        </span>
      </span>
      <span className={styles['issue']}>{caseTitle(summary)}</span>
      <span className={styles['why']}>
        {queue ? `${queue.name} · ${queue.reason}` : (lastMessage?.text ?? '')}
      </span>
    </Link>
  );
}

function Nothing({ view, waiting, onQueues }: { view: InboxView; waiting: number; onQueues: () => void }) {
  if (view === 'queues') {
    return (
      <Empty icon={<CheckCheck />} title="Nobody waits">
        Cases come here when the flow is not sure, when something fails, or when a customer asks for a person.
      </Empty>
    );
  }
  return (
    <Empty icon={<InboxIcon />} title="No case is with you">
      <p>Claim one from the queues; it stays here until you give it back or close it.</p>
      <Button look={waiting > 0 ? 'primary' : 'plain'} onClick={onQueues}>
        {waiting > 0 ? `Show the ${waiting} waiting` : 'Show the queues'}
      </Button>
    </Empty>
  );
}
