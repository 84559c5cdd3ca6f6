import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { formText } from '../ui/form-text.ts';
import { fieldError } from './field-error.ts';
import { FormProblem } from './form-problem.tsx';
import { settingsApi } from './settings-api.ts';
import styles from './settings.module.css';
import { TestOutcome } from './test-outcome.tsx';
import type { ChannelSetting, TestMessage } from './types.ts';

/** Asks where to, asks once whether that is right, sends, and says what came of it. */
export function TestMessageDialog({
  channel: { name, title, provider },
  destination,
  onClose,
}: {
  channel: ChannelSetting;
  destination: NonNullable<ChannelSetting['destination']>;
  onClose: () => void;
}) {
  const [to, setTo] = useState('');
  const [asking, setAsking] = useState(false);
  // One id for one message, however often it is asked for.
  const [id, setId] = useState(() => crypto.randomUUID());
  const isCall = name === 'voice';
  const send = useMutation({
    mutationFn: () => settingsApi.sendTest(name, { id, to }),
    retry: false,
    onError: () => setAsking(false),
  });
  const test = useTest(name, send.data?.test);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTo(formText(event.currentTarget, 'to'));
    setAsking(true);
  };
  const again = () => {
    send.reset();
    setAsking(false);
    setId(crypto.randomUUID());
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={isCall ? 'Place a test call' : `Try ${title}`}
      text={
        isCall
          ? 'A short call says that calls work. No case is opened, and nothing is recorded.'
          : 'A fixed text goes out by the channel’s own send. No case is opened.'
      }
    >
      {test ? (
        <>
          <TestOutcome test={test} isCall={isCall} provider={provider ?? title} />
          <DialogActions>
            <Button onClick={again}>Send another</Button>
            <Button look="primary" onClick={onClose}>
              Close
            </Button>
          </DialogActions>
        </>
      ) : asking ? (
        <>
          <p>
            {isCall ? 'Call' : 'Send it to'} <b className={styles['name']}>{to}</b>? Only to a place that is
            your own: {isCall ? 'it rings there now.' : 'it goes out now, and costs what a message costs.'}
          </p>
          <DialogActions>
            <Button onClick={() => setAsking(false)}>Back</Button>
            <Button look="primary" busy={send.isPending} onClick={() => send.mutate()}>
              {isCall ? 'Call now' : 'Send now'}
            </Button>
          </DialogActions>
        </>
      ) : (
        <form onSubmit={submit}>
          <FormProblem error={send.error} fields={['to']} />
          <TextField
            label={destination.label}
            name="to"
            defaultValue={to}
            type={{ phone: 'tel', email: 'email', account: 'text' }[destination.kind]}
            autoComplete={{ phone: 'tel', email: 'email', account: 'off' }[destination.kind]}
            hint={destination.hint}
            error={fieldError(send.error, 'to', 'This')}
            required
            autoFocus
            maxLength={320}
          />
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button look="primary" type="submit">
              Next
            </Button>
          </DialogActions>
        </form>
      )}
    </Dialog>
  );
}

/** How far it got by now: looked at while it is under way, and for a receipt after that. */
function useTest(channel: string, begun: TestMessage | undefined): TestMessage | undefined {
  const { data } = useQuery({
    queryKey: ['settings', 'test', channel, begun?.id ?? ''],
    queryFn: async () => (await settingsApi.testMessage(channel, begun?.id ?? '')).test,
    enabled: begun !== undefined,
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : 1_500),
  });
  return data ?? begun;
}

function isOver({ state, at }: TestMessage): boolean {
  return state === 'failed' || state === 'seen' || Date.now() - at > 11 * 60_000;
}
