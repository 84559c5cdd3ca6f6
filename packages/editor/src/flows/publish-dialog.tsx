import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState, type FormEvent } from 'react';
import { api } from '../api/client.ts';
import { ApiError } from '../api/request.ts';
import type { FlowVersion, RunningCases } from '../api/flow.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { TextArea } from '../ui/field.tsx';
import { tell } from '../ui/toast.tsx';
import { useDraft } from './draft-context.tsx';
import { FailingTests, type FailingTest } from './failing-tests.tsx';
import { NewerVersion } from './newer-version.tsx';
import styles from './publish-dialog.module.css';
import { Published } from './published.tsx';
import { RunningCasesChoice } from './running-cases-choice.tsx';
import { useEditor, useFlowEditor } from './use-flow-editor.tsx';

type PublishDialogProps = { live: FlowVersion | null; onClose: () => void };

/** Makes what is drawn the version that new cases run. */
export function PublishDialog({ live, onClose }: PublishDialogProps) {
  const editor = useEditor();
  const client = useQueryClient();
  const { sync } = useDraft();
  const issues = useFlowEditor((state) => state.issues);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [failing, setFailing] = useState<FailingTest[]>([]);
  /** Tests go another way: the reason why it is published all the same. */
  const [untested, setUntested] = useState<string>();
  const errors = issues.filter(({ severity }) => severity === 'error').length;
  const warnings = issues.length - errors;
  const flow = useFlowEditor((state) => state.flow);
  const [running, setRunning] = useState<RunningCases>('pinned');
  /** It is live, and running cases are being moved to it. */
  const [published, setPublished] = useState<{ hash: string; version: number }>();
  const drawn = useMemo(() => ({ flow }), [flow]);
  const newer = live !== null && live.hash !== sync.base() ? live : undefined;

  async function publish(): Promise<void> {
    await sync.flush();
    const { flow } = editor.getState();
    const {
      hash,
      version,
      moving = 0,
    } = await api.publish(flow.id, {
      flow,
      expected: live?.hash ?? null,
      ...(note.trim() && { note: note.trim() }),
      ...(untested?.trim() && { untested: untested.trim() }),
      ...(sync.revision() > 0 && { draft: sync.revision() }),
      ...(running === 'move' && { running }),
    });
    sync.settle({ base: hash, revision: 0 });
    if (moving > 0) setPublished({ hash, version });
    else
      tell(`Version ${version} is live for new cases. Running cases go on by the version they began with.`);
    await client.invalidateQueries({ queryKey: ['flow', flow.id, 'versions'] });
    if (moving === 0) onClose();
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(undefined);
    setFailing([]);
    publish()
      .catch((error: unknown) => {
        const known = error instanceof ApiError ? error : undefined;
        if (known?.code === 'flow.tests-failed') {
          setFailing(known.details['failing'] as FailingTest[]);
          setUntested((reason) => reason ?? '');
        } else if (known?.code === 'flow.live-changed') {
          setFailure(
            'Somebody published another version meanwhile. Look at what is different, then publish again.',
          );
          void client.invalidateQueries({ queryKey: ['flow', flow.id, 'versions'] });
        } else setFailure(known ? `${known.title}. ${known.message}` : 'Something unexpected happened.');
      })
      .finally(() => setBusy(false));
  };

  if (published) return <Published flowId={flow.id} {...published} onClose={onClose} />;
  return (
    <Dialog open onClose={onClose} title="Publish">
      <form onSubmit={submit}>
        {errors > 0 ? (
          <p className={styles['refused']} role="alert">
            {errors === 1 ? 'One error has' : `${errors} errors have`} to be mended first.{' '}
            <button
              type="button"
              onClick={() => {
                onClose();
                editor.getState().openPanel('problems');
              }}
            >
              Show the problems
            </button>
          </p>
        ) : (
          <p className={styles['what']}>
            New cases run this version from now on.
            {warnings > 0 && ` ${warnings === 1 ? 'One warning stays' : `${warnings} warnings stay`}.`}
          </p>
        )}
        {newer && <NewerVersion key={newer.hash} live={newer} />}
        <TextArea
          label="What has changed"
          hint="Shown in the list of versions."
          value={note}
          maxLength={1_000}
          rows={2}
          autoFocus
          onChange={(event) => setNote(event.target.value)}
        />
        {errors === 0 && (
          <RunningCasesChoice flowId={flow.id} what={drawn} choice={running} onChoose={setRunning} />
        )}
        {failure && (
          <p className={styles['refused']} role="alert">
            {failure}
          </p>
        )}
        {failing.length > 0 && <FailingTests failing={failing} onShow={onClose} />}
        {untested !== undefined && (
          <TextArea
            label="Why it is published all the same"
            hint="It is logged with your name."
            value={untested}
            maxLength={500}
            rows={2}
            autoFocus
            onChange={(event) => setUntested(event.target.value)}
          />
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look={newer ? 'danger' : 'primary'}
            type="submit"
            busy={busy}
            disabled={errors > 0 || untested?.trim() === ''}
          >
            {newer ? `Publish over version ${newer.version}` : 'Publish'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
