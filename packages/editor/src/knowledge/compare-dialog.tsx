import { Dialog } from '../ui/dialog.tsx';
import { diffLines, textOfArticle, type DiffRow } from './diff-lines.ts';
import styles from './compare-dialog.module.css';
import type { ArticleFields } from './types.ts';

export type Compared = { name: string; fields: ArticleFields };

type CompareProps = { before: Compared; after: Compared; onClose: () => void };

const marks = { same: ' ', added: '+', removed: '-' } as const;
const spoken = { same: '', added: 'Added: ', removed: 'Removed: ' } as const;

/** Two texts of an article, line by line, with the words that changed. */
export function CompareDialog({ before, after, onClose }: CompareProps) {
  const rows = diffLines(textOfArticle(before.fields), textOfArticle(after.fields));
  const differs = rows.some(({ kind }) => kind === 'added' || kind === 'removed');
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`From ${before.name} to ${after.name}`}
      text={
        differs
          ? 'Lines that went are marked with a minus, lines that came with a plus.'
          : 'Both say the same.'
      }
    >
      {differs && (
        <ol className={styles['rows']} tabIndex={0} aria-label="What changed">
          {rows.map((row, n) => (
            <Row key={n} row={row} />
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function Row({ row }: { row: DiffRow }) {
  if (row.kind === 'skipped')
    return (
      <li className={styles['skipped']}>
        {row.lines === 1 ? '1 line is the same' : `${row.lines} lines are the same`}
      </li>
    );
  return (
    <li data-kind={row.kind}>
      <span aria-hidden="true">{marks[row.kind]}</span>
      <span>
        {row.kind !== 'same' && <span className="unseen">{spoken[row.kind]}</span>}
        {row.pieces.map(({ text, changed }, n) => (changed ? <mark key={n}>{text}</mark> : text))}
      </span>
    </li>
  );
}
