import { Link } from 'react-router';
import { Empty } from '../ui/faces.tsx';
import { languageName } from '../ui/language-name.ts';
import { articlePath } from './paths.ts';
import styles from './try-question.module.css';
import type { Asked, FoundPassage, ScorePart } from './types.ts';

const partNames: { [Part in ScorePart['part']]: string } = {
  text: 'the text in meaning',
  asked: 'its nearest question in meaning',
  words: 'shared words',
  passage: 'not the article’s nearest passage',
};

/** The passages that were found, best first, each with what its score is made of. */
export function FoundPassages({ asked: { passages, questions } }: { asked: Asked }) {
  if (passages.length === 0)
    return <Empty title="Nothing is found">No article says anything about it.</Empty>;
  return (
    <section aria-label="What is found">
      <h2 className={styles['heading']}>What is found</h2>
      <ol className={styles['passages']}>
        {passages.map((passage) => (
          <Passage key={passage.id} passage={passage} several={questions.length > 1} />
        ))}
      </ol>
    </section>
  );
}

function Passage({ passage, several }: { passage: FoundPassage; several: boolean }) {
  const { articleId, title, heading, language, text, score, why } = passage;
  return (
    <li>
      <p className={styles['score']}>
        <strong>{score.toFixed(3)}</strong>
      </p>
      <div>
        <p>
          <Link to={articlePath(articleId, { passage: text.slice(0, 120) })}>{title}</Link>
          {heading && <span className={styles['quiet']}> · {heading}</span>}
          <span className={styles['quiet']}> · {languageName(language)}</span>
        </p>
        <p className={styles['text']}>{text}</p>
        <dl className={styles['why']}>
          {several && (
            <>
              <dt>Question</dt>
              <dd>{why.question}</dd>
            </>
          )}
          <dt>Score</dt>
          <dd>
            {why.parts.map(({ part, value, brings }) => (
              <span key={part} className={styles['part']}>
                {partNames[part]} {part === 'passage' ? '' : `${value.toFixed(2)}, brings `}
                <b>{`${brings < 0 ? '−' : '+'}${Math.abs(brings).toFixed(3)}`}</b>
              </span>
            ))}
          </dd>
          <dt>Words</dt>
          <dd>
            <Words {...why.words} />
          </dd>
          {why.asked[0] && (
            <>
              <dt>Asked</dt>
              <dd>
                “{why.asked[0].text}”{' '}
                <span className={styles['quiet']}>{why.asked[0].cosine.toFixed(2)}</span>
              </dd>
            </>
          )}
        </dl>
      </div>
    </li>
  );
}

function Words({ used, missing }: { used: string[]; missing: string[] }) {
  if (used.length + missing.length === 0) return 'The question has none that carry meaning.';
  return (
    <>
      {used.length > 0 ? (
        <>
          it uses <strong>{used.join(', ')}</strong>
        </>
      ) : (
        'it uses none of them'
      )}
      {missing.length > 0 && <>; it lacks {missing.join(', ')}</>}
    </>
  );
}
