import { useQuery } from '@tanstack/react-query';
import { ListFilter } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { queuesQuery, useCases } from '../api/queries.ts';
import type { CaseSummary } from '../api/case.ts';
import { useUser } from '../app/session.tsx';
import { casePath, caseTitle, customerName } from '../case/case-title.ts';
import { Button } from '../ui/button.tsx';
import { Channel } from '../ui/channel.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { LinkedRow } from '../ui/linked-row.tsx';
import { OnThePhoneMark } from '../ui/on-the-phone.tsx';
import { Owner } from '../ui/owner.tsx';
import { Segments } from '../ui/segments.tsx';
import { Time } from '../ui/time.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import styles from './cases-page.module.css';

const owners = [
  { value: '', label: 'All' },
  { value: 'flow', label: 'With the flow' },
  { value: 'queue', label: 'Waiting' },
  { value: 'agent', label: 'With agents' },
  { value: 'nobody', label: 'Closed' },
];

/** Every case; its filters are its address. */
export function CasesPage() {
  const [query, setQuery] = useSearchParams();
  const owner = query.get('owner') ?? '';
  const queue = query.get('queue') ?? '';
  const text = query.get('text') ?? '';
  const list = useCases({ owner, queue, text });
  const queues = useQuery(queuesQuery);
  const search = useRef<HTMLInputElement>(null);
  const { cases } = list;
  const filtered = owner !== '' || queue !== '' || text !== '';
  useHotkeys({ f: () => search.current?.focus() });

  const set = (name: string, value: string) =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );

  return (
    <div className={styles['page']}>
      <h1 className="unseen">Cases</h1>
      <div className={styles['filters']}>
        <Segments
          label="Who has the case"
          value={owner}
          options={owners}
          onChange={(value) => set('owner', value)}
        />
        <select aria-label="Queue" value={queue} onChange={(event) => set('queue', event.target.value)}>
          <option value="">All queues</option>
          {queues.data?.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <SearchField ref={search} value={text} onChange={(value) => set('text', value)} />
      </div>
      {list.isPending ? (
        <Skeleton rows={12} height={44} label="Loading cases" />
      ) : list.isError && cases.length === 0 ? (
        <Failed error={list.error} what="The list" onRetry={() => void list.refetch()} />
      ) : cases.length === 0 ? (
        <Nothing filtered={filtered} onClear={() => setQuery({}, { replace: true })} />
      ) : (
        <>
          <CaseTable cases={cases} dimmed={list.isPlaceholderData} />
          {list.hasNextPage && (
            <p className={styles['more']}>
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                Show more
              </Button>
            </p>
          )}
        </>
      )}
    </div>
  );
}

function CaseTable({ cases, dimmed }: { cases: CaseSummary[]; dimmed: boolean }) {
  const me = useUser();
  return (
    <table className={styles['table']} aria-busy={dimmed}>
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col">Issue</th>
          <th scope="col">State</th>
          <th scope="col" className={styles['number']}>
            Turns
          </th>
          <th scope="col" className={styles['number']}>
            Changed
          </th>
        </tr>
      </thead>
      <tbody>
        {cases.map((summary) => (
          <LinkedRow key={summary.id} to={casePath(summary)}>
            <td className={styles['customer']}>
              <Channel name={summary.channel} /> {customerName(summary)}
            </td>
            <td className={styles['issue']}>
              <Link to={casePath(summary)}>{caseTitle(summary)}</Link>
            </td>
            <td>
              <Owner of={summary} me={me.id} /> {summary.call && <OnThePhoneMark />}
            </td>
            <td className={styles['number']}>{summary.turn}</td>
            <td className={styles['number']}>
              <Time at={summary.updatedAt} />
            </td>
          </LinkedRow>
        ))}
      </tbody>
    </table>
  );
}

type SearchFieldProps = {
  value: string;
  onChange: (value: string) => void;
  ref: React.Ref<HTMLInputElement>;
};

/** Asks the server once the typing pauses. */
function SearchField({ value, onChange, ref }: SearchFieldProps) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text.trim() === value) return undefined;
    const timer = setTimeout(() => onChange(text.trim()), 250);
    return () => clearTimeout(timer);
  });
  return (
    <input
      ref={ref}
      type="search"
      aria-label="Search in issues and names"
      placeholder="Search"
      value={text}
      maxLength={200}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function Nothing({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <Empty icon={<ListFilter />} title="No case matches">
        <Button onClick={onClear}>Clear the filters</Button>
      </Empty>
    );
  }
  return (
    <Empty icon={<ListFilter />} title="There are no cases yet">
      A case begins with a customer's first message. <a href="/chat">Open the chat page</a> and write one.
    </Empty>
  );
}
