import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { ApiError } from '../api/request.ts';
import { useMay } from '../app/session.tsx';
import { Button } from '../ui/button.tsx';
import { Failed, Skeleton } from '../ui/faces.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Time } from '../ui/time.tsx';
import { tell } from '../ui/toast.tsx';
import { fieldError } from './field-error.ts';
import { FormProblem } from './form-problem.tsx';
import { RetentionDialog } from './retention-dialog.tsx';
import { Section } from './section.tsx';
import { retentionQuery, settingsApi } from './settings-api.ts';
import styles from './settings.module.css';
import type { Retention, RetentionPreview, RetentionSettings } from './types.ts';

/** How long things are kept, and what a change would erase at once. */
export function RetentionSection() {
  const settings = useQuery(retentionQuery);
  return (
    <Section
      title="Retention"
      lead="How long what customers said is kept. What was kept long enough is erased for good, with its keys, every ten minutes; copies in your backups go when your backups go."
    >
      {settings.isPending ? (
        <Skeleton rows={5} height={64} label="Loading how long things are kept" />
      ) : settings.isError ? (
        <Failed error={settings.error} what="Retention" onRetry={() => void settings.refetch()} />
      ) : (
        <>
          <RetentionForm key={settings.data.version} kept={settings.data} />
          <Sweeps {...settings.data} />
        </>
      )}
      <Rules />
    </Section>
  );
}

function RetentionForm({ kept }: { kept: Retention }) {
  const client = useQueryClient();
  const mayChange = useMay('admin');
  const [forEver, setForEver] = useState(kept.caseDays === null);
  const [caseDays, setCaseDays] = useState(String(kept.caseDays ?? 365));
  const [customersToo, setCustomersToo] = useState(kept.customersToo);
  const [mailDays, setMailDays] = useState(String(kept.mailDays));
  const [feedDays, setFeedDays] = useState(String(kept.feedDays));
  const [asking, setAsking] = useState<RetentionPreview>();
  const next: RetentionSettings = {
    caseDays: forEver ? null : Number(caseDays),
    customersToo,
    mailDays: Number(mailDays),
    feedDays: Number(feedDays),
  };
  const isChanged = fields.some((field) => next[field] !== kept[field]);
  const preview = useMutation({
    mutationFn: settingsApi.previewRetention,
    retry: false,
    onSuccess: setAsking,
  });
  const save = useMutation({
    mutationFn: () => settingsApi.setRetention({ ...next, version: kept.version }),
    retry: false,
    onSuccess: (now) => {
      client.setQueryData(retentionQuery.queryKey, now);
      tell('How long things are kept is changed.');
      setAsking(undefined);
    },
    onError: (error) => {
      setAsking(undefined);
      if (error instanceof ApiError && error.code === 'retention.changed')
        void client.invalidateQueries({ queryKey: retentionQuery.queryKey });
    },
  });
  const error = preview.error ?? save.error;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.reset();
    preview.mutate(next);
  };
  return (
    <form className={styles['form']} onSubmit={submit}>
      <FormProblem error={error} fields={[...fields]} />
      <fieldset disabled={!mayChange}>
        <div className={styles['pair']}>
          <SelectField
            label="Closed cases"
            value={forEver ? 'ever' : 'days'}
            onChange={(event) => setForEver(event.target.value === 'ever')}
            hint="What was said and written, files, and the contents of the journal. What stays is that something happened, and when; the journal still verifies."
          >
            <option value="ever">are kept for ever</option>
            <option value="days">are erased after some days</option>
          </SelectField>
          {!forEver && (
            <Days
              label="Days after a case was closed"
              value={caseDays}
              onChange={setCaseDays}
              hint="At least 7. A case that is opened again counts from when it is closed again."
              error={fieldError(error, 'caseDays', 'This')}
            />
          )}
        </div>
        <SelectField
          label="Customers without cases"
          value={customersToo ? 'too' : 'keep'}
          disabled={forEver}
          onChange={(event) => setCustomersToo(event.target.value === 'too')}
          hint="Name, numbers, addresses and facts of a customer whose last case was erased; or who has none, and was not heard of for as long as cases are kept."
        >
          <option value="too">are erased too</option>
          <option value="keep">are kept</option>
        </SelectField>
        <Days
          label="Days for mails that were set aside"
          value={mailDays}
          onChange={setMailDays}
          hint="Automatic answers, bounces and lists. An agent who asks what came back finds it for so long."
          error={fieldError(error, 'mailDays', 'This')}
        />
        <Days
          label="Days for events of live screens"
          value={feedDays}
          onChange={setFeedDays}
          hint="They hold no words of customers. Screens that were away for longer load afresh."
          error={fieldError(error, 'feedDays', 'This')}
        />
      </fieldset>
      {mayChange && (
        <Button look="primary" type="submit" disabled={!isChanged} busy={preview.isPending}>
          Look what it would erase
        </Button>
      )}
      {asking && (
        <RetentionDialog
          next={next}
          preview={asking}
          busy={save.isPending}
          onSave={() => save.mutate()}
          onClose={() => setAsking(undefined)}
        />
      )}
    </form>
  );
}

const fields = ['caseDays', 'customersToo', 'mailDays', 'feedDays'] as const;

function Days({
  onChange,
  ...rest
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint: string;
  error: string | undefined;
}) {
  return (
    <TextField
      {...rest}
      type="number"
      inputMode="numeric"
      required
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function Sweeps({ lastSweep, changed }: Retention) {
  return (
    <p className={styles['note']}>
      {changed ? (
        <>
          Set by {changed.by.name} <Time at={changed.at} long />.{' '}
        </>
      ) : (
        'Nobody has set anything yet: this is what holds without it. '
      )}
      {lastSweep && (
        <>
          Last looked <Time at={lastSweep.at} long />: {counted(lastSweep.cases, 'case')} and{' '}
          {counted(lastSweep.customers, 'customer')} erased
          {lastSweep.left && ', more by the next one'}.
        </>
      )}
      {lastSweep?.failed !== undefined && lastSweep.failed > 0 && (
        <>
          {' '}
          <b>
            {counted(lastSweep.failed, 'case or customer', 'cases or customers')} could not be erased.
          </b>{' '}
          Each sweep tries again; if this stays, the worker’s log names them with the reason (“could not be
          erased”).
        </>
      )}
    </p>
  );
}

function Rules() {
  return (
    <section className={styles['below']}>
      <h3>What the law may ask of you</h3>
      <p className={styles['lead']}>
        Personal data may not be kept for longer than it is needed (in the EU: GDPR, article 5). But letters
        about business have to be kept for years in many countries, such as six in Germany. Which of your
        conversations are such letters, ask whoever advises you; export those that you have to keep before
        they are erased.
      </p>
      <h3>What is always so</h3>
      <ul className={styles['words']}>
        <li>Open cases, and closed ones that go on in an open one, are never erased by this.</li>
        <li>An administrator can erase one case or one customer at any time, over the API.</li>
        <li>Journals keep what happened and when, for ever, without what was said.</li>
        <li>The record of changes is kept for ever.</li>
        <li>Files that nobody sent, and messages that tried a channel, go after a day.</li>
        <li>Sessions, links and API tokens go when they expire.</li>
        <li>Articles, flows and policies stay until somebody removes them, with all their versions.</li>
      </ul>
    </section>
  );
}

function counted(count: number, what: string, several = `${what}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? what : several}`;
}
