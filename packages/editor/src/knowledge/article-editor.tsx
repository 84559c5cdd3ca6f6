import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { ApiError } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { isMac } from '../ui/is-mac.ts';
import { Segments } from '../ui/segments.tsx';
import { Time } from '../ui/time.tsx';
import { faultsFrom, faultsOf, fieldsOf, idOfTitle, type Typed } from './article-fields.ts';
import { ArticleForm } from './article-form.tsx';
import styles from './article-page.module.css';
import { ArticlePreview } from './article-preview.tsx';
import { ConflictNotice, NotSaved } from './conflict-notice.tsx';
import type { KeptArticles } from './kept-article.ts';
import { LeftTexts } from './left-texts.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { articlesQuery } from './queries.ts';
import type { Article, ArticleVersion } from './types.ts';
import { useArticleDraft } from './use-article-draft.ts';
import { useSaveArticle } from './use-save-article.ts';
import { useSaveKey } from './use-save-key.ts';
import { chosenOf } from './matching.ts';

const VersionsPanel = lazy(async () => ({ default: (await import('./versions-panel.tsx')).VersionsPanel }));

type EditorProps = {
  /** Left out for a new article. */
  id?: string;
  article?: Article;
  /** The version that stands, 0 for none. */
  head: number;
  /** The version as which somebody took it away. */
  removed?: ArticleVersion | undefined;
  begin?: Typed;
  kept: KeptArticles;
  onDiscarded?: () => void;
  passage?: string;
};

/** An article with its fields, its preview and its versions. */
export function ArticleEditor({
  id,
  article,
  head,
  begin,
  kept,
  removed,
  onDiscarded,
  passage,
}: EditorProps) {
  const draft = useArticleDraft({ id, article, head, begin, kept });
  const { typed } = draft;
  const [side, setSide] = useState<'preview' | 'versions'>('preview');
  const [checked, setChecked] = useState(false);
  const [removing, setRemoving] = useState(false);
  const list = useQuery(articlesQuery);
  const languages = chosenOf(list.data?.articles.map(({ language }) => language) ?? []);
  const save = useSaveArticle({ ...(id !== undefined && { id }), onSaved: draft.settle });
  const faults = { ...(checked ? faultsOf(typed) : {}), ...faultsFrom(save.fieldErrors) };
  const taken = id === undefined && list.data?.articles.some(({ articleId }) => articleId === typed.id);
  if (taken) faults.id = 'There is an article with this id already. Choose another one, or open that one.';

  const isConflict = save.failure instanceof ApiError && save.failure.code === 'article.conflict';
  if (id === undefined && isConflict)
    faults.id = `There was an article with this id. Choose another one, or restore it at /knowledge/${typed.id}.`;

  function type(change: Partial<Typed>): void {
    save.forget();
    const follows = id === undefined && change.title !== undefined && typed.id === idOfTitle(typed.title);
    draft.type(follows ? { ...change, id: idOfTitle(change.title ?? '') } : change);
  }

  function submit(base = draft.base): void {
    setChecked(true);
    if (Object.keys(faultsOf(typed)).length > 0 || taken) return focusFirstFault();
    save.run({ typed, base });
  }

  useSaveKey(() => {
    if (draft.isDirty && !draft.isBehind) submit();
  });

  return (
    <form
      className={styles['editor']}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <header className={styles['header']}>
        <div>
          <h1>{typed.title || (id === undefined ? 'New article' : 'Without a title')}</h1>
          <p className={styles['about']}>
            {article ? (
              <>
                <code>{article.articleId}</code> · version {article.version}, saved{' '}
                <Time at={article.at} long />
                {article.author && <> by {article.author.name}</>}
              </>
            ) : removed ? (
              <>
                <code>{id}</code> · taken away
              </>
            ) : (
              'Not saved yet'
            )}
            {draft.isDirty && <> · your changes are kept in this browser until you save</>}
          </p>
        </div>
        <div className={styles['actions']}>
          {article && (
            <Button look="quiet" onClick={() => setRemoving(true)}>
              Take away…
            </Button>
          )}
          {draft.isDirty && article && (
            <Button look="quiet" onClick={draft.discard}>
              Discard changes
            </Button>
          )}
          <Button
            look="primary"
            type="submit"
            busy={save.isPending}
            disabled={!draft.isDirty || draft.isBehind}
            aria-keyshortcuts={isMac ? 'Meta+S' : 'Control+S'}
          >
            Save
          </Button>
        </div>
      </header>
      <p className={styles['live']}>Saving makes a new version, which answers on every channel at once.</p>
      {draft.isBehind && id !== undefined && (
        <ConflictNotice
          id={id}
          mine={fieldsOf(typed)}
          {...(article ? { article } : { removed })}
          onSaveOver={() => {
            draft.catchUp();
            submit(head);
          }}
          onDiscard={() => {
            draft.discard();
            onDiscarded?.();
          }}
        />
      )}
      <LeftTexts left={draft.left} typed={typed} onTake={draft.takeLeft} onRemove={draft.removeLeft} />
      {save.failure && !isConflict && <NotSaved error={save.failure} />}
      <div className={styles['columns']}>
        <ArticleForm
          typed={typed}
          faults={faults}
          isNew={id === undefined}
          languages={languages}
          onType={type}
        />
        <section className={styles['side']} aria-label="Beside the fields">
          {id !== undefined && (
            <Segments
              label="Beside the fields"
              value={side}
              options={[
                { value: 'preview', label: 'As customers read it' },
                { value: 'versions', label: 'Versions' },
              ]}
              onChange={setSide}
            />
          )}
          {side === 'preview' || id === undefined ? (
            <ArticlePreview typed={typed} {...(passage !== undefined && { passage })} />
          ) : (
            <Suspense>
              <VersionsPanel id={id} head={head} mayWrite unsaved={draft.isDirty} />
            </Suspense>
          )}
        </section>
      </div>
      {removing && article && <RemoveDialog article={article} onClose={() => setRemoving(false)} />}
    </form>
  );
}

/** After the faults have been drawn. */
function focusFirstFault(): void {
  requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus({ preventScroll: false }),
  );
}
