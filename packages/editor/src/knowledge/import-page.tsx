import { BookX } from 'lucide-react';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/faces.tsx';
import { ImportChoice } from './import-choice.tsx';
import { ImportPlanView } from './import-plan-view.tsx';
import { ImportProblems } from './import-problems.tsx';
import styles from './import-page.module.css';
import { useImport } from './use-import.ts';

/** Articles from files, folders and web pages: first what would be done, then doing it. */
export function ImportPage() {
  const mayWrite = useMay('admin', 'ops');
  const run = useImport();
  useEffect(refuseStrayFiles, []);
  const { state } = run;
  return (
    <div className={styles['page']}>
      <p className={styles['back']}>
        <Link to="/knowledge">Knowledge</Link>
      </p>
      <h1>Import articles</h1>
      {!mayWrite ? (
        <Empty icon={<BookX />} title="Administrators and support operations import articles" />
      ) : state.is === 'choosing' ? (
        <ImportChoice
          error={state.error}
          onFiles={(chosen) => void run.readFiles(chosen)}
          onPages={(addresses, language) => void run.readPages(addresses, language)}
        />
      ) : state.is === 'planned' ? (
        <ImportPlanView plan={state} error={state.error} onWrite={run.write} onStartAgain={run.startAgain} />
      ) : state.is !== 'done' ? (
        <Progress {...state} onStop={run.startAgain} />
      ) : (
        <>
          <p className={styles['done']} role="status">
            {state.written === 0
              ? 'Nothing had to be written.'
              : state.written === 1
                ? '1 article was written, and answers on every channel now.'
                : `${state.written} articles were written, and answer on every channel now.`}
          </p>
          <ImportProblems problems={[...state.refused, ...state.problems]} />
          <div className={styles['actions']}>
            <Button onClick={run.startAgain}>Import more</Button>
            <Link to="/knowledge">To the articles</Link>
          </div>
        </>
      )}
    </div>
  );
}

/** Files that are dropped beside the box, or while it is away, would be opened by the browser in place of this page. */
function refuseStrayFiles(): () => void {
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  };
  addEventListener('dragover', refuse);
  addEventListener('drop', refuse);
  return () => {
    removeEventListener('dragover', refuse);
    removeEventListener('drop', refuse);
  };
}

type ProgressProps = { is: 'reading' | 'writing'; done: number; of: number; onStop: () => void };

function Progress({ is, done, of, onStop }: ProgressProps) {
  const doing = is === 'reading' ? 'Reading' : 'Writing';
  return (
    <div className={styles['progress']}>
      <p role="status">{of === 0 ? `${doing} …` : `${doing} ${done} of ${of}`}</p>
      <progress aria-label={doing} {...(of > 0 && { value: done, max: of })} />
      {is === 'writing' && (
        <p className={styles['quiet']}>
          What is written answers at once. Stay on this page until all of it is; the same import again writes
          what is missing.
        </p>
      )}
      {/* What is written stays written: stopping halfway would only hide it. */}
      {is === 'reading' && (
        <div>
          <Button onClick={onStop}>Stop</Button>
        </div>
      )}
    </div>
  );
}
