import { lazy, Suspense, useState } from 'react';
import type { LeftCopy } from '../kept/kept-copies.ts';
import { Button } from '../ui/button.tsx';
import { Time } from '../ui/time.tsx';
import { fieldsOf, type Typed } from './article-fields.ts';
import styles from './article-page.module.css';
import type { KeptArticle } from './kept-article.ts';

const CompareDialog = lazy(async () => ({ default: (await import('./compare-dialog.tsx')).CompareDialog }));

type LeftProps = {
  left: LeftCopy<KeptArticle>[];
  typed: Typed;
  onTake: (window: string) => void;
  onRemove: (window: string) => void;
};

/** What was typed in other windows that were closed before it was saved: to go on with, or to throw away. */
export function LeftTexts({ left, typed, onTake, onRemove }: LeftProps) {
  const [compared, setCompared] = useState<LeftCopy<KeptArticle>>();
  if (left.length === 0) return null;
  return (
    <section className={styles['conflict']} aria-label="Kept from other windows">
      {left.map((copy) => (
        <div key={copy.window} className={styles['left']}>
          <p>
            A window that was closed had another text of it, typed <Time at={copy.at} long /> and not saved.
          </p>
          <div className={styles['actions']}>
            <Button onClick={() => setCompared(copy)}>Show what is different</Button>
            <Button onClick={() => onTake(copy.window)}>Go on with that one</Button>
            <Button look="quiet" onClick={() => onRemove(copy.window)}>
              Throw it away
            </Button>
          </div>
        </div>
      ))}
      <Suspense>
        {compared && (
          <CompareDialog
            before={{ name: 'what is here', fields: fieldsOf(typed) }}
            after={{ name: 'what was kept', fields: fieldsOf(compared.value.typed) }}
            onClose={() => setCompared(undefined)}
          />
        )}
      </Suspense>
    </section>
  );
}
