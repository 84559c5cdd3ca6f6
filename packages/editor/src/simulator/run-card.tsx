import { CircleAlert, Play } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { RunEffect } from '@throughline/flow/effect';
import type { JsonObject } from '@throughline/flow/json';
import { recordedOf, outcomeOf } from '@throughline/flow/flow-test';
import { isRecord } from '@throughline/flow/is-record';
import { timedOut } from '@throughline/flow/simulate';
import { useStore } from 'zustand';
import { useCatalogue } from '../flows/use-flow-editor.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { SelectField, TextArea } from '../ui/field.tsx';
import { composerId } from './composer-id.ts';
import { failed, fixedOutcome, modeTitles, usualMode, type Fixed, type Mode } from './outcomes.ts';
import type { Session } from './session.ts';
import styles from './run-card.module.css';

/** A node that acts has begun: where its result comes from. */
export function RunCard({ session, run }: { session: Session; run: RunEffect }) {
  const { recorded, modes, trouble } = useStore(session);
  const catalogue = useCatalogue();
  const title = useId();
  const [fixing, setFixing] = useState(false);
  const first = useFocusWhileAsked();
  const known = recordedOf(recorded, run.run);
  const kind = catalogue[run.nodeType]?.title ?? run.nodeType;
  return (
    <section className={styles['card']} aria-labelledby={title}>
      <div className={styles['head']}>
        <h3 id={title}>What does “{run.title}” find?</h3>
        <label>
          Every {kind}
          <select
            value={modes[run.nodeType] ?? usualMode(catalogue[run.nodeType])}
            onChange={(event) =>
              session.set({ modes: { ...modes, [run.nodeType]: event.target.value as Mode } })
            }
          >
            {Object.entries(modeTitles).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      {trouble && (
        <p className={styles['trouble']} role="alert">
          <CircleAlert aria-hidden="true" /> {trouble}
        </p>
      )}
      <div className={styles['ways']}>
        <Button look="primary" icon={<Play />} ref={first} onClick={() => session.runLive(run)}>
          {trouble ? 'Try live again' : 'Run it live'}
        </Button>
        <Button onClick={() => setFixing(true)}>A fixed answer…</Button>
        {known && <Button onClick={() => session.answer(run, outcomeOf(known))}>As recorded</Button>}
        <Button onClick={() => session.answer(run, failed)}>Fail</Button>
        <Button onClick={() => session.answer(run, { error: timedOut, tookMs: 30_000 })}>Time out</Button>
      </div>
      {fixing && <FixedDialog session={session} run={run} onClose={() => setFixing(false)} />}
    </section>
  );
}

/** Whoever is not writing is led to the question, and back to the composer when it is answered. */
function useFocusWhileAsked() {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    const writing = activeElement instanceof HTMLTextAreaElement && activeElement.value !== '';
    if (!writing) first.current?.focus();
    return () => {
      setTimeout(() => {
        if (document.activeElement === document.body) document.getElementById(composerId)?.focus();
      });
    };
  }, []);
  return first;
}

function FixedDialog({ session, run, onClose }: { session: Session; run: RunEffect; onClose: () => void }) {
  const { world, fixed } = useStore(session);
  const ports = Object.keys(world.plan.nodes[run.node]?.ports ?? {});
  const before = fixed[run.node];
  const [port, setPort] = useState(before?.port ?? ports[0] ?? '');
  const [text, setText] = useState(before?.text ?? '');
  const [output, setOutput] = useState(JSON.stringify(before?.output ?? {}, null, 2));
  const parsed = readObject(output);

  function give(): void {
    if (!parsed) return;
    const answer: Fixed = {
      port,
      ...(text.trim() !== '' && { text: text.trim() }),
      ...(Object.keys(parsed).length > 0 && { output: parsed }),
    };
    session.set({ fixed: { ...fixed, [run.node]: answer } });
    session.answer(run, fixedOutcome(answer));
  }

  return (
    <Dialog open onClose={onClose} title={`A fixed answer of “${run.title}”`}>
      <form
        className={styles['fixed']}
        onSubmit={(event) => {
          event.preventDefault();
          give();
        }}
      >
        <SelectField label="Leaves by" value={port} onChange={(event) => setPort(event.target.value)}>
          {ports.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </SelectField>
        <TextArea
          label="Says to the customer"
          hint="Leave it empty when the node says nothing."
          rows={2}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <TextArea
          label="Output"
          hint="What later nodes read, as JSON."
          rows={5}
          spellCheck={false}
          value={output}
          error={parsed ? undefined : 'Write a JSON object, such as { "status": 200 }.'}
          onChange={(event) => setOutput(event.target.value)}
        />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!parsed}>
            Answer with this
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function readObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}
