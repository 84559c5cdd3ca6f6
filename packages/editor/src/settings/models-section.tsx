import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { FormProblem } from './form-problem.tsx';
import { Section } from './section.tsx';
import { modelsQuery, settingsApi } from './settings-api.ts';
import styles from './settings.module.css';
import type { ModelFacts, ModelTrial, ModelUse } from './types.ts';
import { Variables } from './variables.tsx';

/** Which model answers and which embeds, what they took, and a trial of each. */
export function ModelsSection() {
  const settings = useQuery(modelsQuery);
  return (
    <Section
      title="Model and embedder"
      lead="The model writes answers from your articles and sorts messages; the embedder finds the articles that fit. Without a key both are made on this server, for free."
    >
      {settings.isPending ? (
        <Skeleton rows={6} height={56} label="Loading the models" />
      ) : settings.isError ? (
        <Failed error={settings.error} what="The models" onRetry={() => void settings.refetch()} />
      ) : (
        <>
          <Part
            what="model"
            title="Model"
            facts={settings.data.model}
            words={
              settings.data.model.offline
                ? 'Offline: it answers only with sentences of your articles, word for word, and says when it does not know.'
                : 'What it writes is checked: a sentence that no article supports is not said.'
            }
          />
          <Part
            what="embedder"
            title="Embedder"
            facts={settings.data.embedder}
            words={
              settings.data.embedder.offline
                ? 'Local: a small model on this server. No text leaves it.'
                : 'Articles and questions are sent to this service to be embedded. Another model embeds all articles anew.'
            }
          />
          <h3 className={styles['group']}>What they took</h3>
          <dl className={styles['facts']}>
            <Spent
              label="Cases of the last 30 days"
              use={settings.data.spent}
              priced={settings.data.priced}
            />
            <Spent
              label="Beside cases, since the server began"
              use={settings.data.process}
              priced={settings.data.priced}
            />
          </dl>
          <h3 className={styles['group']}>Variables of the server’s environment</h3>
          <Variables list={settings.data.variables} />
        </>
      )}
    </Section>
  );
}

function Part({
  what,
  title,
  facts: { name, offline, service },
  words,
}: {
  what: 'model' | 'embedder';
  title: string;
  facts: ModelFacts;
  words: string;
}) {
  const client = useQueryClient();
  const mayTry = useMay('admin', 'ops');
  const trial = useMutation({
    mutationFn: () => settingsApi.tryModel({ what, id: crypto.randomUUID() }),
    retry: false,
    onSuccess: () => client.invalidateQueries({ queryKey: modelsQuery.queryKey }),
  });
  return (
    <section className={styles['part']} aria-label={title}>
      <div className={styles['part-head']}>
        <div>
          <h3>{title}</h3>
          <p>
            <code className={styles['name']}>{name}</code>{' '}
            {service ? `at ${service}` : offline ? 'on this server' : ''}
          </p>
          <p className={styles['note']}>{words}</p>
        </div>
        {mayTry && (
          <Button icon={<Play />} busy={trial.isPending} onClick={() => trial.mutate()}>
            Try the {what}
          </Button>
        )}
      </div>
      <FormProblem error={trial.error} fields={[]} />
      {trial.data && <TrialOutcome trial={trial.data.trial} />}
    </section>
  );
}

function TrialOutcome({ trial: { ok, ms, usage, asked, result, error } }: { trial: ModelTrial }) {
  const tokens = usage.inputTokens + usage.outputTokens;
  return (
    <div className={styles['outcome']} data-state={ok ? 'accepted' : 'failed'} role="status">
      <p>
        <b>{ok ? 'It works.' : 'It does not work.'}</b>
      </p>
      <p>Asked: {asked}</p>
      {result && <p>{result}</p>}
      {error && (
        <>
          <p>{error.text}</p>
          <p>{error.fix}</p>
        </>
      )}
      <p className={styles['note']}>
        {ms.toLocaleString('en')} ms{tokens > 0 && `, ${tokens.toLocaleString('en')} tokens`}
        {usage.cost > 0 && `, ${dollars(usage.cost)}`}
      </p>
    </div>
  );
}

function Spent({ label, use, priced }: { label: string; use: ModelUse; priced: boolean }) {
  const { calls, inputTokens, outputTokens, cost } = use;
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {calls === 0
          ? 'no calls of a paid model'
          : `${calls.toLocaleString('en')} calls, ${inputTokens.toLocaleString('en')} tokens read, ${outputTokens.toLocaleString('en')} written`}
        {calls > 0 && (
          <small>{priced ? dollars(cost) : 'Set the prices below, and the cost stands here.'}</small>
        )}
      </dd>
    </div>
  );
}

function dollars(cost: number): string {
  return `$${cost.toFixed(cost < 0.1 ? 5 : 2)}`;
}
