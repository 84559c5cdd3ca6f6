import { ChevronRight } from 'lucide-react';
import type { JournalEffect, JournalEntry } from '../api/journal.ts';
import { ClockTime } from '../ui/time.tsx';
import { describeEffect, describeEvent, shorten } from './describe-entry.ts';
import styles from './journal-view.module.css';

type JournalRowProps = { entry: JournalEntry; open: boolean; onToggle: () => void };

/** One entry; open, it shows the event and the decision as they are stored. */
export function JournalRow({ entry, open, onToggle }: JournalRowProps) {
  const { seq, at, type, actor, effects, titles, digest, prev, run, event } = entry;
  const { text, detail } = describeEvent(entry);
  const telling = effects.filter((effect) => isTelling(effect, run));
  const decided = telling.length > 0 ? telling : effects;
  return (
    <>
      <tr id={`entry-${seq}`} data-open={open} data-failed={type.endsWith('.failed')}>
        <td className={styles['number']}>{seq}</td>
        <td className={styles['time']}>
          <ClockTime at={at} seconds />
        </td>
        <td>
          <button type="button" className={styles['what']} aria-expanded={open} onClick={onToggle}>
            <ChevronRight aria-hidden="true" />
            <span>
              {text}
              {detail && <small>{shorten(detail, 120)}</small>}
            </span>
          </button>
        </td>
        <td>{actor.name ?? actor.kind}</td>
        <td className={styles['effects']}>
          {decided.length === 0 ? (
            <span className={styles['muted']}>nothing</span>
          ) : (
            decided.map((effect) => describeEffect(effect, titles)).join(', ')
          )}
        </td>
        <td>
          <code title={digest}>{digest.slice(0, 8)}</code>
        </td>
      </tr>
      {open && (
        <tr className={styles['inside']}>
          <td colSpan={6}>
            <dl>
              <Fact name="Type" value={type} />
              {run && <Fact name="Run" value={run} />}
              {actor.id && <Fact name="Actor" value={`${actor.kind} ${actor.id}`} />}
              <Fact name="Digest" value={digest} />
              <Fact name="Before" value={prev === '' ? 'none, this is the first' : prev} />
            </dl>
            <div className={styles['json']}>
              <Json title="Event" value={event ?? 'The contents were erased.'} />
              <Json title="Effects" value={effects} />
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

/** Timers come and go with every turn, and the node's own port is told beside it: both only where there is nothing else. */
function isTelling(effect: JournalEffect, run: string | undefined): boolean {
  if (effect.type === 'node.left' && 'run' in effect) return effect.run !== run;
  return effect.type !== 'timer.set' && effect.type !== 'timer.clear';
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <code>{value}</code>
      </dd>
    </div>
  );
}

function Json({ title, value }: { title: string; value: unknown }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <pre tabIndex={0}>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
    </figure>
  );
}
