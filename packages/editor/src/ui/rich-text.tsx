import { readRichText, type Inline } from '../chat/rich-text.ts';
import styles from './rich-text.module.css';

/** A message as the customer saw it: the same little formatting as in the chat. */
export function RichText({ text }: { text: string }) {
  return (
    <div className={styles['text']}>
      {readRichText(text).map((block, n) => {
        if (block.kind === 'paragraph') {
          return (
            <p key={n}>
              {block.lines.map((line, m) => (
                <span key={m}>
                  {m > 0 && <br />}
                  <Line parts={line} />
                </span>
              ))}
            </p>
          );
        }
        const items = block.items.map((item, m) => (
          <li key={m}>
            <Line parts={item} />
          </li>
        ));
        return block.ordered ? <ol key={n}>{items}</ol> : <ul key={n}>{items}</ul>;
      })}
    </div>
  );
}

function Line({ parts }: { parts: Inline[] }) {
  return parts.map((part, n) => {
    if (part.kind === 'strong') return <strong key={n}>{part.text}</strong>;
    if (part.kind === 'code') return <code key={n}>{part.text}</code>;
    if (part.kind !== 'link') return part.text;
    return (
      <a key={n} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    );
  });
}
