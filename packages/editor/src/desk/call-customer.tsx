import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PhoneOutgoing } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { api } from '../api/client.ts';
import { caseQuery } from '../api/queries.ts';
import type { CallbackRequest } from '../api/callback.ts';
import type { CaseDetail } from '../api/case.ts';
import { isUnderWay } from '../case/callback-progress.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { tell, tellError } from '../ui/toast.tsx';
import { useHotkeys } from '../ui/use-hotkeys.ts';
import styles from './call-customer.module.css';

const hourMs = 3_600_000;

/** Has the customer called: by the agent, whose telephone rings first, or by the bot while the flow has the case. */
export function CallCustomer({ detail }: { detail: CaseDetail }) {
  const { case: summary, customer, callbacks } = detail;
  // One intention, one id: a second press is the same call.
  const [action, setAction] = useState<string>();
  const [by, setBy] = useState<CallbackRequest['by']>('agent');
  const client = useQueryClient();
  const call = useMutation({
    mutationFn: (body: CallbackRequest) => api.requestCallback(summary.id, body),
    onSuccess: () => {
      setAction(undefined);
      void client.invalidateQueries({ queryKey: caseQuery(summary.id).queryKey });
      tell('The customer is to be called. What comes of it stands above the brief.');
    },
    onError: (error) => tellError('Not asked for.', error),
  });
  const mayAsk = !callbacks.some(isUnderWay);
  const ask = () => {
    setBy('agent');
    setAction(crypto.randomUUID());
  };
  useHotkeys({ p: mayAsk ? ask : undefined });
  if (!mayAsk) return null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (action !== undefined) call.mutate({ action, by, ...readForm(event.currentTarget) });
  };
  const phones = customer.identifiers.filter(({ kind }) => kind === 'phone');
  const proven = phones.findLast(({ level }) => level === 'verified');
  return (
    <>
      <IconButton label="Call the customer… (p)" aria-keyshortcuts="p" onClick={ask}>
        <PhoneOutgoing />
      </IconButton>
      <Dialog
        open={action !== undefined}
        onClose={() => setAction(undefined)}
        title="Call the customer"
        text="If nobody answers, it is tried again: three times in all."
      >
        <form onSubmit={submit}>
          <SelectField
            label="Who talks"
            name="by"
            value={by}
            onChange={({ target }) => setBy(target.value === 'bot' ? 'bot' : 'agent')}
            hint={hints[by]}
            autoFocus
          >
            <option value="agent">I do</option>
            <option value="bot" disabled={summary.owner !== 'flow'}>
              {summary.owner === 'flow' ? 'The bot' : 'The bot (give the case back first)'}
            </option>
          </SelectField>
          {by === 'agent' && (
            <TextField
              label="Your telephone"
              name="own"
              type="tel"
              hint="With the country code, such as +447700900123. Empty: the one that is set up for agents."
              maxLength={50}
            />
          )}
          <TextField
            label="The customer’s number"
            name="number"
            type="tel"
            defaultValue={(proven ?? phones.at(-1))?.value ?? ''}
            placeholder="+447700900123"
            hint={hintOnNumber({ known: phones.length > 0, proven: proven !== undefined })}
            required
            maxLength={50}
          />
          <div className={styles['when']}>
            <TextField label="Not before" name="from" type="datetime-local" hint="Empty: now." />
            <SelectField label="Within" name="within" defaultValue="1">
              <option value="1">an hour</option>
              <option value="4">four hours</option>
              <option value="24">a day</option>
            </SelectField>
          </div>
          <DialogActions>
            <Button onClick={() => setAction(undefined)}>Cancel</Button>
            <Button look="primary" type="submit" busy={call.isPending}>
              Call
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

const hints = {
  agent: 'Your own telephone rings first: you hear what it is about, and press a key to be put through.',
  bot: 'The flow goes on in the call.',
};

function hintOnNumber({ known, proven }: { known: boolean; proven: boolean }): string {
  if (proven) return 'Proven to be the customer’s. Who answers at another one hears nothing of the case.';
  if (known) return 'Not proven to be the customer’s: who answers hears nothing of the case.';
  return 'No number is known yet. Who answers hears nothing of the case.';
}

function readForm(form: HTMLFormElement): Omit<CallbackRequest, 'action' | 'by'> {
  const [own, number, wanted] = ['own', 'number', 'from'].map((name) => formText(form, name));
  const from = wanted ? new Date(wanted).getTime() : Date.now();
  return {
    until: Math.max(from, Date.now()) + Number(formText(form, 'within')) * hourMs,
    ...(wanted && { from }),
    ...(number && { number }),
    ...(own && { own }),
  };
}
