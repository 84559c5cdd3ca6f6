import { ScrollText } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { noEntries, type useJournal } from '../api/queries.ts';
import type { JournalEntry } from '../api/journal.ts';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { tellError } from '../ui/toast.tsx';
import { describeEffect, describeEvent } from './describe-entry.ts';
import { JournalRow } from './journal-row.tsx';
import styles from './journal-view.module.css';

/** The record: every event with who did it, what was decided, and the digest that chains it to the one before. */
export function JournalView({
  journal,
  selected,
}: {
  journal: ReturnType<typeof useJournal>;
  selected: number | undefined;
}) {
  const [words, setWords] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<number>>(() => new Set());
  const entries = journal.data?.entries ?? noEntries;
  const shown = useMemo(() => entries.filter((entry) => matches(entry, words)), [entries, words]);

  useEffect(() => {
    if (selected === undefined) return;
    document.getElementById(`entry-${selected}`)?.scrollIntoView({ block: 'center' });
  }, [selected, entries.length]);

  if (journal.isPending) return <Skeleton rows={10} height={52} label="Loading the journal" />;
  if (journal.isError && entries.length === 0) {
    return <Failed error={journal.error} what="The journal" onRetry={() => void journal.refetch()} />;
  }
  if (entries.length === 0) return <Empty icon={<ScrollText />} title="Nothing is recorded yet" />;

  const toggle = (seq: number) =>
    setToggled((now) => {
      const next = new Set(now);
      if (!next.delete(seq)) next.add(seq);
      return next;
    });

  return (
    <>
      <div className={styles['bar']}>
        <input
          type="search"
          aria-label="Filter the journal"
          placeholder="Filter"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <p role="status">
          {words === ''
            ? `${entries.length} of ${journal.data?.last ?? entries.length} entries`
            : `${shown.length} match`}
        </p>
        {journal.hasEarlier && (
          <Button
            onClick={() =>
              void journal
                .earlier()
                .catch((error: unknown) => tellError('Nothing earlier was loaded.', error))
            }
          >
            Load earlier entries
          </Button>
        )}
      </div>
      <div className={styles['scroller']} tabIndex={0} role="region" aria-label="Journal">
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col" className={styles['number']}>
                #
              </th>
              <th scope="col">Time</th>
              <th scope="col">What happened</th>
              <th scope="col">By</th>
              <th scope="col">What was decided</th>
              <th scope="col">Digest</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((entry) => (
              <JournalRow
                key={entry.seq}
                entry={entry}
                open={toggled.has(entry.seq) !== (entry.seq === selected)}
                onToggle={() => toggle(entry.seq)}
              />
            ))}
          </tbody>
        </table>
        {shown.length === 0 && (
          <Empty title="No entry has these words">
            <Button onClick={() => setWords('')}>Clear the filter</Button>
          </Empty>
        )}
      </div>
    </>
  );
}

function matches(entry: JournalEntry, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return true;
  const { text, detail = '' } = describeEvent(entry);
  const all = [
    entry.type,
    text,
    detail,
    entry.actor.name ?? entry.actor.kind,
    entry.digest,
    ...entry.effects.map((effect) => describeEffect(effect, entry.titles)),
  ];
  return all.some((part) => part.toLowerCase().includes(wanted));
}
