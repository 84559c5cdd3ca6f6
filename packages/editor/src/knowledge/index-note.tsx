import styles from './knowledge-page.module.css';
import type { IndexState } from './types.ts';
import { isBehind } from './queries.ts';

/** Says when meaning cannot be searched everywhere yet; nothing while all is well. */
export function IndexNote({ index }: { index: IndexState }) {
  if (!isBehind(index)) return null;
  const texts = index.missing === 1 ? '1 text is' : `${index.missing} texts are`;
  return (
    <p className={styles['note']} role="status">
      {index.state === 'failed'
        ? 'The vectors could not be brought up to date, which is tried again by itself. Until then, questions find articles by their words only.'
        : `${texts} being made ready for search by meaning. Until then, they are found by their words.`}
    </p>
  );
}
