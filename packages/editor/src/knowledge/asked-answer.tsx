import { Link } from 'react-router';
import { RichText } from '../ui/rich-text.tsx';
import { articlePath } from './paths.ts';
import styles from './try-question.module.css';
import type { Asked } from './types.ts';

const bands = {
  answer: 'It would be answered',
  offer: 'Titles would be offered to choose from',
  'not-sure': 'It would not be answered',
};

/** What a customer would get, how sure it is, and why. */
export function AskedAnswer({ asked: { answer, mode, questions, leftOut } }: { asked: Asked }) {
  const { band, text, confidence, bands: limits, choices, sources, dropped, reason } = answer;
  return (
    <section className={styles['answer']} data-band={band} aria-label="What would be answered">
      <h2>{bands[band]}</h2>
      {text && <RichText text={text} />}
      {choices.length > 0 && (
        <ol>
          {choices.map(({ articleId, title }) => (
            <li key={articleId}>
              <Link to={articlePath(articleId)}>{title}</Link>
            </li>
          ))}
        </ol>
      )}
      {sources.length > 0 && (
        <p className={styles['quiet']}>
          From{' '}
          {sources.map(({ articleId, title }, n) => (
            <span key={articleId}>
              {n > 0 && ', '}
              <Link to={articlePath(articleId)}>{title}</Link>
            </span>
          ))}
        </p>
      )}
      <Confidence confidence={confidence} limits={limits} />
      <p className={styles['quiet']}>Why: {reason}.</p>
      {mode === 'lexical' && (
        <p className={styles['warning']}>
          The vector server was out of reach: this was found by words alone, and answers are less sure.
        </p>
      )}
      {questions.length > 1 && (
        <p className={styles['quiet']}>
          Read as {questions.length} questions: {questions.join(' / ')}
        </p>
      )}
      {dropped.map(({ text: said, reason: why }) => (
        <p key={said} className={styles['quiet']}>
          Left out, {why}: {said}
        </p>
      ))}
      {leftOut.length > 0 && (
        <p className={styles['warning']}>
          Sentences were left out, because policies have no value:{' '}
          {[...new Set(leftOut.flatMap(({ missing }) => missing))].join(', ')}.
        </p>
      )}
    </section>
  );
}

/** A line from 0 to 1 with the two limits on it. */
function Confidence({ confidence, limits }: { confidence: number; limits: Asked['answer']['bands'] }) {
  const percent = (share: number) => `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;
  return (
    <div className={styles['confidence']}>
      <div
        className={styles['bar']}
        role="meter"
        aria-label="Confidence"
        aria-valuemin={0}
        aria-valuemax={1}
        aria-valuenow={confidence}
      >
        <i style={{ width: percent(confidence) }} />
        <b style={{ left: percent(limits.offer) }} />
        <b style={{ left: percent(limits.answer) }} />
      </div>
      <p className={styles['quiet']}>
        Confidence {confidence.toFixed(2)}; offered from {limits.offer.toFixed(2)}, answered from{' '}
        {limits.answer.toFixed(2)}
      </p>
    </div>
  );
}
