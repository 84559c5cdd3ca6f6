import { useEffect, useRef } from 'react';
import { safeNodes } from '../chat/safe-nodes.ts';
import { placeOf } from './place-of.ts';
import styles from './safe-html.module.css';

type SafeHtmlProps = {
  html: string;
  title: string;
  /** How the passage begins that is to be in sight. */ passage?: string;
};

/** An article as customers see it: built of the same harmless elements as in the chat. */
export function SafeHtml({ html, title, passage }: SafeHtmlProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.replaceChildren(...safeNodes(html, title));
    const blocks = [...element.querySelectorAll('p, li, td, pre, dd')];
    const found = passage
      ? blocks[
          placeOf(
            passage,
            blocks.map((block) => block.textContent),
          )
        ]
      : undefined;
    found?.setAttribute('data-passage', '');
    found?.scrollIntoView({ block: 'nearest' });
  }, [html, title, passage]);
  return (
    <article className={styles['article']} aria-label={title || 'The article'}>
      <h2>{title || 'Without a title'}</h2>
      <div ref={box} className={styles['body']} />
    </article>
  );
}
