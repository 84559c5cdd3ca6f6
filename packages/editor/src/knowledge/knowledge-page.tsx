import { useQuery } from '@tanstack/react-query';
import { FileUp, Plus } from 'lucide-react';
import { useNavigate, useSearchParams } from 'react-router';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Segments } from '../ui/segments.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { ArticleList } from './article-list.tsx';
import { IndexNote } from './index-note.tsx';
import styles from './knowledge-page.module.css';
import { OpenQuestionList } from './open-question-list.tsx';
import { importPath, newArticlePath } from './paths.ts';
import { articlesQuery } from './queries.ts';
import { TryQuestion } from './try-question.tsx';

type Tab = 'articles' | 'try' | 'questions';

/** What answers are made of: the articles, and what a question finds in them. */
export function KnowledgePage() {
  const [query, setQuery] = useSearchParams();
  const navigate = useNavigate();
  const mayWrite = useMay('admin', 'ops');
  const mayRead = useMay('admin', 'ops', 'agent', 'auditor');
  const list = useQuery(articlesQuery);
  const options: { value: Tab; label: string; count?: number }[] = [
    { value: 'articles', label: 'Articles', count: list.data?.articles.length ?? 0 },
    { value: 'try', label: 'Try a question' },
    ...(mayRead ? [{ value: 'questions' as const, label: 'Not answered' }] : []),
  ];
  const tab = options.find(({ value }) => value === query.get('tab'))?.value ?? 'articles';
  const show = (value: Tab) => setQuery(value === 'articles' ? {} : { tab: value }, { replace: true });
  useHotkeys({
    n: mayWrite ? () => void navigate(newArticlePath) : undefined,
    i: mayWrite ? () => void navigate(importPath) : undefined,
    t: () => show('try'),
    q: mayRead ? () => show('questions') : undefined,
  });

  return (
    <div className={styles['page']}>
      <header className={styles['header']}>
        <h1>Knowledge</h1>
        {mayWrite && (
          <>
            <Button icon={<FileUp />} hotkey="i" onClick={() => void navigate(importPath)}>
              Import
            </Button>
            <Button look="primary" icon={<Plus />} hotkey="n" onClick={() => void navigate(newArticlePath)}>
              New article
            </Button>
          </>
        )}
      </header>
      <Segments label="Part of the knowledge" value={tab} options={options} onChange={show} />
      {list.data && <IndexNote index={list.data.index} />}
      {tab === 'articles' ? (
        <ArticleList list={list} mayWrite={mayWrite} />
      ) : tab === 'try' ? (
        <TryQuestion />
      ) : (
        <OpenQuestionList mayWrite={mayWrite} />
      )}
    </div>
  );
}
