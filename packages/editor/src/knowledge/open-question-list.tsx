import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MessageCircleQuestionMark } from 'lucide-react';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { Button } from '../ui/button.tsx';
import { Empty, Failed, Skeleton } from '../ui/faces.tsx';
import { Segments } from '../ui/segments.tsx';
import { Time } from '../ui/time.tsx';
import { tell, tellError } from '../ui/toast.tsx';
import { knowledge } from './knowledge-client.ts';
import styles from './open-question-list.module.css';
import { newArticlePath } from './paths.ts';
import { questionsQuery } from './queries.ts';
import type { OpenQuestion, QuestionGroup } from './types.ts';

/** What customers asked and no article answered, like questions together, and the way to an article that does. */
export function OpenQuestionList({ mayWrite }: { mayWrite: boolean }) {
  const list = useQuery(questionsQuery);
  const [shown, setShown] = useState<'open' | 'aside'>('open');
  if (list.isPending) return <Skeleton rows={6} height={72} label="Reading the cases" />;
  if (list.isError)
    return <Failed error={list.error} what="What was not answered" onRetry={() => void list.refetch()} />;
  const { groups, behind, days } = list.data;
  const aside = groups.filter(({ setAside }) => setAside);
  const open = groups.filter(({ setAside }) => !setAside);
  const rows = shown === 'open' ? open : aside;
  return (
    <>
      <div className={styles['head']}>
        <p className={styles['quiet']}>
          From the cases of the last {days} days: nothing was found, the answer was not sure, or the titles
          that were offered did not help. A question goes when an article answers it.
          {behind > 0 && ` ${behind} cases are still being read.`}
        </p>
        <Segments
          label="Which questions"
          value={shown}
          options={[
            { value: 'open', label: 'Open', count: open.length },
            { value: 'aside', label: 'Set aside', count: aside.length },
          ]}
          onChange={setShown}
        />
      </div>
      {rows.length === 0 ? (
        <Empty
          icon={<MessageCircleQuestionMark />}
          title={shown === 'open' ? 'Every question found an answer' : 'Nothing is set aside'}
        >
          {shown === 'open'
            ? 'What no article answers comes here by itself.'
            : 'Questions that need no article can be set aside here.'}
        </Empty>
      ) : (
        <ol className={styles['groups']}>
          {rows.map((group) => (
            <Group key={group.ids[0]} group={group} mayWrite={mayWrite} />
          ))}
        </ol>
      )}
    </>
  );
}

function Group({ group, mayWrite }: { group: QuestionGroup; mayWrite: boolean }) {
  const { count, handedOver, lastAsked, setAside, ids, questions } = group;
  const navigate = useNavigate();
  const client = useQueryClient();
  const title = questions[0]?.text ?? '';
  const move = useMutation({
    mutationFn: () => knowledge.setAside(ids, !setAside),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: questionsQuery.queryKey });
      tell(setAside ? 'Taken up again.' : 'Set aside; like questions go with it.');
    },
    onError: (error) => tellError(setAside ? 'Not taken up.' : 'Not set aside.', error),
  });
  return (
    <li>
      <p className={styles['count']}>
        <strong>{count}</strong> <span className={styles['quiet']}>{count === 1 ? 'time' : 'times'}</span>
      </p>
      <div>
        <p className={styles['title']}>{title}</p>
        <p className={styles['quiet']}>
          last asked <Time at={lastAsked} long />
          {handedOver > 0 && ` · ${handedOver} handed over to a person`}
        </p>
        <details>
          <summary>{count === 1 ? 'The case' : 'How it was asked, and the cases'}</summary>
          <ul>
            {questions.map((question) => (
              <Asked key={question.id} question={question} />
            ))}
          </ul>
          {count > questions.length && <p className={styles['quiet']}>and {count - questions.length} more</p>}
        </details>
      </div>
      {mayWrite && (
        <div className={styles['actions']}>
          <Button
            aria-label={`Write one: ${title}`}
            onClick={() => void navigate(newArticlePath, { state: beginWith(questions) })}
          >
            Write one
          </Button>
          <Button
            look="quiet"
            busy={move.isPending}
            aria-label={`${setAside ? 'Take up again' : 'Set aside'}: ${title}`}
            onClick={() => move.mutate()}
          >
            {setAside ? 'Take up again' : 'Set aside'}
          </Button>
        </div>
      )}
    </li>
  );
}

const outcomes: { [Outcome in OpenQuestion['outcome']]: string } = {
  'not-found': 'nothing was found',
  'not-sure': 'the answer was not sure',
  offered: 'titles were offered',
};

function Asked({ question: { caseId, text, at, outcome, handedOver } }: { question: OpenQuestion }) {
  return (
    <li>
      <Link to={`/cases/${encodeURIComponent(caseId)}`}>{text}</Link>{' '}
      <span className={styles['quiet']}>
        <Time at={at} long />, {outcomes[outcome]}
        {handedOver && ', handed over'}
      </span>
    </li>
  );
}

/** What the new article begins with: the questions as they were asked, each once, and the newest as its title. */
function beginWith(questions: readonly OpenQuestion[]) {
  const texts = new Map(questions.map(({ text }) => [text.toLowerCase(), text.slice(0, 300)]));
  const [title = ''] = texts.values();
  return { title: title.slice(0, 200).replace(/[?\s]+$/, ''), questions: [...texts.values()].slice(0, 20) };
}
