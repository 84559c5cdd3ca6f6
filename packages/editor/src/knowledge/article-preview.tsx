import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { useSettled } from '../ui/use-settled.ts';
import type { Typed } from './article-fields.ts';
import styles from './article-page.module.css';
import { knowledge } from './knowledge-client.ts';
import { SafeHtml } from './safe-html.tsx';

type PreviewProps = { typed: Pick<Typed, 'title' | 'format' | 'body'>; passage?: string };

/** What is being written, as customers would read it; the server renders it, as it does for them. */
export function ArticlePreview({ typed: { title, format, body }, passage }: PreviewProps) {
  const settled = useSettled(body, 300);
  const shown = useQuery({
    queryKey: ['article-preview', format, settled],
    queryFn: ({ signal }) => knowledge.preview({ format, body: settled }, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  if (body.trim() === '')
    return <p className={styles['quiet']}>What you write shows here, as customers read it.</p>;
  if (shown.isPending) return <Skeleton rows={5} height={20} label="Loading the preview" />;
  if (shown.isError)
    return <Failed error={shown.error} what="The preview" onRetry={() => void shown.refetch()} />;
  const { html, missing } = shown.data;
  return (
    <>
      {missing.length > 0 && (
        <p className={styles['warning']} role="status">
          No policy of this name has a value: {missing.join(', ')}. A sentence with it is not said.
        </p>
      )}
      <SafeHtml html={html} title={title} {...(passage !== undefined && { passage })} />
    </>
  );
}
