import { useMutation } from '@tanstack/react-query';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { languageName } from '../ui/language-name.ts';
import { AskedAnswer } from './asked-answer.tsx';
import { FoundPassages } from './found-passages.tsx';
import { knowledge } from './knowledge-client.ts';
import { chosenOf } from './matching.ts';
import { articlesQuery } from './queries.ts';
import styles from './try-question.module.css';

/** A question as a customer would ask it: what is found and why, and what would be answered. Nothing is said to anybody. */
export function TryQuestion() {
  const list = useQuery(articlesQuery);
  const [question, setQuestion] = useState('');
  const [language, setLanguage] = useState('');
  const ask = useMutation({
    mutationFn: () => knowledge.ask({ question: question.trim(), ...(language !== '' && { language }) }),
    networkMode: 'always',
  });
  const languages = chosenOf(list.data?.articles.map((article) => article.language) ?? []);
  return (
    <>
      <form
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault();
          if (question.trim() !== '') ask.mutate();
        }}
      >
        <TextField
          label="Question"
          value={question}
          maxLength={2_000}
          hint="As a customer would ask it. Nothing is said to anybody."
          onChange={(event) => setQuestion(event.target.value)}
        />
        <SelectField
          label="Language"
          value={language}
          hint="Of the customer."
          onChange={(event) => setLanguage(event.target.value)}
        >
          <option value="">Any</option>
          {languages.map((one) => (
            <option key={one} value={one}>
              {languageName(one)}
            </option>
          ))}
        </SelectField>
        <Button look="primary" type="submit" busy={ask.isPending} disabled={question.trim() === ''}>
          Ask
        </Button>
      </form>
      <div aria-live="polite" className={styles['result']}>
        {ask.isPending ? (
          <Skeleton rows={4} height={80} label="Looking for passages" />
        ) : ask.isError ? (
          <Failed error={ask.error} what="What is found" onRetry={() => ask.mutate()} />
        ) : (
          ask.data && (
            <>
              <AskedAnswer asked={ask.data} />
              <FoundPassages asked={ask.data} />
            </>
          )
        )}
      </div>
    </>
  );
}
