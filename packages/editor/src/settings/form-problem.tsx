import { formError } from './field-error.ts';
import styles from './settings.module.css';

/** What is wrong with a form as a whole. */
export function FormProblem({ error, fields }: { error: unknown; fields: string[] }) {
  const text = formError(error, fields);
  return (
    text && (
      <p className={styles['problem']} role="alert">
        {text}
      </p>
    )
  );
}
