import { Button } from '../ui/button.tsx';
import styles from './publish-dialog.module.css';
import { useEditor } from './use-flow-editor.tsx';

export type FailingTest = { name: string; title: string; text: string };

/** Shown by title; the panel has them all. */
const shownMost = 4;

/** Tests that go another way than recorded, each with the place where it parts. */
export function FailingTests({ failing, onShow }: { failing: FailingTest[]; onShow: () => void }) {
  const editor = useEditor();
  const more = failing.length - shownMost;
  return (
    <div className={styles['refused']} role="alert">
      <p>
        {failing.length === 1 ? 'A test of the flow goes' : `${failing.length} tests of the flow go`} another
        way than recorded. Mend the flow or the test, or say below why it is published all the same.
      </p>
      <ul className={styles['failing']}>
        {failing.slice(0, shownMost).map(({ name, title, text }) => (
          <li key={name}>
            <strong>{title}</strong>: {text}
          </li>
        ))}
        {more > 0 && <li>{more === 1 ? 'one more' : `${more} more`}</li>}
      </ul>
      <Button
        onClick={() => {
          onShow();
          editor.getState().openPanel('tests');
        }}
      >
        Show the tests
      </Button>
    </div>
  );
}
