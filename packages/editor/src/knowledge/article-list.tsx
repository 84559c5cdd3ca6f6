import type { UseQueryResult } from '@tanstack/react-query';
import { BookOpen } from 'lucide-react';
import { useRef } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { languageName } from '../ui/language-name.ts';
import { LinkedRow } from '../ui/linked-row.tsx';
import { Time } from '../ui/time.tsx';
import { TitleTable } from '../ui/title-table.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import { chosenOf, matching } from './matching.ts';
import styles from './article-list.module.css';
import { articlePath, importPath, newArticlePath } from './paths.ts';
import type { ArticleSummary, IndexState } from './types.ts';

type ListProps = {
  list: UseQueryResult<{ articles: ArticleSummary[]; index: IndexState }>;
  mayWrite: boolean;
};

/** Every live article; what is looked for is in the address. */
export function ArticleList({ list, mayWrite }: ListProps) {
  const [query, setQuery] = useSearchParams();
  const search = useRef<HTMLInputElement>(null);
  useHotkeys({ f: () => search.current?.focus() });
  if (list.isPending) return <Skeleton rows={8} height={56} label="Loading articles" />;
  if (list.isError) return <Failed error={list.error} what="The list" onRetry={() => void list.refetch()} />;
  const all = list.data.articles;
  if (all.length === 0) return <NoArticles mayWrite={mayWrite} />;

  const text = query.get('text') ?? '';
  const language = query.get('language') ?? '';
  const tag = query.get('tag') ?? '';
  const shown = matching(all, { text, language, tag });
  const set = (name: string, value: string) =>
    setQuery(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === '') next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  return (
    <>
      <div className={styles['filters']}>
        <input
          ref={search}
          type="search"
          aria-label="Search in titles, tags and ids"
          placeholder="Search"
          value={text}
          maxLength={200}
          onChange={(event) => set('text', event.target.value)}
        />
        <select
          aria-label="Language"
          value={language}
          onChange={(event) => set('language', event.target.value)}
        >
          <option value="">All languages</option>
          {chosenOf(all.map((article) => article.language)).map((one) => (
            <option key={one} value={one}>
              {languageName(one)}
            </option>
          ))}
        </select>
        <select aria-label="Tag" value={tag} onChange={(event) => set('tag', event.target.value)}>
          <option value="">All tags</option>
          {chosenOf(all.flatMap(({ tags }) => tags)).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      <p className="unseen" role="status">
        {shown.length} of {all.length} articles
      </p>
      {shown.length === 0 ? (
        <Empty icon={<BookOpen />} title="No article matches">
          <Button onClick={() => setQuery({}, { replace: true })}>Clear the filters</Button>
        </Empty>
      ) : (
        <ArticleTable articles={shown} />
      )}
    </>
  );
}

function ArticleTable({ articles }: { articles: ArticleSummary[] }) {
  return (
    <TitleTable className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">Article</th>
          <th scope="col">Tags</th>
          <th scope="col">Language</th>
          <th scope="col" className={styles['number']}>
            Version
          </th>
          <th scope="col">Updated</th>
        </tr>
      </thead>
      <tbody>
        {articles.map(({ articleId, title, tags, language, version, at, author }) => (
          <LinkedRow key={articleId} to={articlePath(articleId)}>
            <td>
              <Link to={articlePath(articleId)}>{title}</Link>
              <code>{articleId}</code>
            </td>
            <td className={styles['tags']}>{tags.join(', ')}</td>
            <td>{languageName(language)}</td>
            <td className={styles['number']}>{version}</td>
            <td>
              <Time at={at} />
              {author && <span className={styles['by']}> by {author.name}</span>}
            </td>
          </LinkedRow>
        ))}
      </tbody>
    </TitleTable>
  );
}

function NoArticles({ mayWrite }: { mayWrite: boolean }) {
  return (
    <Empty icon={<BookOpen />} title="No articles yet">
      <p>
        Answers to customers say only what articles say. An article is a short text about one matter, with
        questions as customers ask them.
      </p>
      {mayWrite ? (
        <p>
          <Link to={newArticlePath}>Write the first one</Link>, or <Link to={importPath}>import</Link> files,
          a folder or pages of your help site.
        </p>
      ) : (
        <p>Administrators and support operations write them.</p>
      )}
    </Empty>
  );
}
