import { useInfiniteQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { SelectField } from '../ui/field.tsx';
import { Time } from '../ui/time.tsx';
import { changeDetails, changeKinds, changeWords } from './change-words.ts';
import { Section } from './section.tsx';
import { settingsApi } from './settings-api.ts';
import styles from './settings.module.css';
import type { Change, ChangePage } from './types.ts';

/** Who changed what, when, and what was refused. */
export function ChangesSection() {
  const [query, setQuery] = useSearchParams();
  const person = query.get('person') ?? '';
  const kind = query.get('kind') ?? '';
  const list = useInfiniteQuery({
    queryKey: ['settings', 'changes', person, kind],
    queryFn: ({ pageParam }) => settingsApi.changes({ person, kind, ...pageParam }),
    initialPageParam: undefined as ChangePage['next'],
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
  const changes = list.data?.pages.flatMap((page) => page.changes) ?? [];
  const people = list.data?.pages[0]?.people ?? [];
  const nameOf = (id: string) => people.find((one) => one.id === id)?.name;
  const choose = (name: string, value: string) =>
    setQuery(
      (before) => {
        if (value === '') before.delete(name);
        else before.set(name, value);
        return before;
      },
      { replace: true },
    );
  return (
    <Section
      title="Changes"
      lead="Everything that people changed in the settings, flows, cases and customers, and what they were refused. The record is only added to; it is kept for ever."
    >
      <div className={styles['filters']}>
        <SelectField label="Person" value={person} onChange={(event) => choose('person', event.target.value)}>
          <option value="">Everybody</option>
          {people.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
          <option value="system">the system</option>
        </SelectField>
        <SelectField label="Kind" value={kind} onChange={(event) => choose('kind', event.target.value)}>
          <option value="">All</option>
          {changeKinds.map((one) => (
            <option key={one.kind} value={one.kind}>
              {one.title}
            </option>
          ))}
        </SelectField>
      </div>
      {list.isPending ? (
        <Skeleton rows={8} height={48} label="Loading changes" />
      ) : list.isError && changes.length === 0 ? (
        <Failed error={list.error} what="The changes" onRetry={() => void list.refetch()} />
      ) : changes.length === 0 ? (
        <Empty icon={<ScrollText />} title="No changes">
          {person || kind ? 'Nothing of this person and kind.' : 'What people change will stand here.'}
        </Empty>
      ) : (
        <ol className={styles['history']} aria-busy={list.isPlaceholderData}>
          {changes.map((change) => (
            <Row key={change.id} change={change} nameOf={nameOf} />
          ))}
        </ol>
      )}
      {list.hasNextPage && (
        <p className={styles['more']}>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
    </Section>
  );
}

function Row({ change, nameOf }: { change: Change; nameOf: (id: string) => string | undefined }) {
  const details = changeDetails(change);
  return (
    <li>
      <p>
        <b>{change.by.name}</b> {changeWords(change, nameOf)}
        {change.outcome === 'refused' && <span className={styles['off']}>refused</span>}
      </p>
      <p className={styles['note']}>
        <Time at={change.at} long />
      </p>
      {details.length > 0 && (
        <details>
          <summary>Details</summary>
          <ul>
            {details.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
