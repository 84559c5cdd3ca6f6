import styles from './import-page.module.css';
import type { ImportProblem } from './types.ts';

/** What was refused: where, why, and what to do. */
export function ImportProblems({ problems }: { problems: readonly ImportProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <section className={styles['problems']} aria-label="Refused">
      <h2>Refused</h2>
      <ul>
        {problems.map(({ file, field, text, fix }, n) => (
          <li key={n}>
            <strong>{file}</strong>
            {field && !text.startsWith(field) && <> ({field})</>}: {text.replace(/[:.]+$/, '')}.{' '}
            <span>What to do: {fix}.</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
