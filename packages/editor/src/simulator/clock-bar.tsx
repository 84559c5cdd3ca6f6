import { useQueryClient } from '@tanstack/react-query';
import { Clock, FlaskConical, RotateCcw, UserRound } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { durationText } from '@throughline/flow/duration';
import { untilNextTimer } from '@throughline/flow/simulate';
import { isHeld } from '@throughline/flow/simulation';
import { useStore } from 'zustand';
import { useFlowEditor } from '../flows/use-flow-editor.tsx';
import { Button } from '../ui/button.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { languageName } from '../ui/language-name.ts';
import { tell } from '../ui/toast.tsx';
import { flowTestsQuery, saveTest } from './flow-tests.ts';
import { SaveTestDialog } from './save-test-dialog.tsx';
import type { Session } from './session.ts';
import type { SimulatedChannel } from './simulator-panel.tsx';
import styles from './clock-bar.module.css';
import { shortLength, untilMonday } from './lengths.ts';

type ClockBarProps = { session: Session; channels: SimulatedChannel[] };

/** Where and when the case is, and what makes time pass. */
export function ClockBar({ session, channels }: ClockBarProps) {
  const client = useQueryClient();
  const flow = useFlowEditor((state) => state.flow);
  const errors = useFlowEditor(({ issues }) => issues.some(({ severity }) => severity === 'error'));
  const { simulation, channel, world } = useStore(session);
  const [saving, setSaving] = useState(false);
  const { timeZone } = world.plan.settings;
  const next = untilNextTimer(simulation);
  const held = isHeld(simulation);
  const pass = (ms: number) => session.act({ silence: durationText(ms) });
  return (
    <div className={styles['bar']}>
      <span className={styles['now']} title={`In ${timeZone}`}>
        <Clock aria-hidden="true" />
        <time dateTime={new Date(simulation.now).toISOString()}>{clockText(simulation.now, timeZone)}</time>
      </span>
      <div className={styles['group']} role="group" aria-label="Let time pass">
        <Button
          disabled={next === undefined || held}
          title={
            next === undefined
              ? 'Nothing happens by itself here, however long the customer says nothing: no node waits with an end, such as “Silent after”'
              : 'The customer says nothing until something happens by itself'
          }
          onClick={() => pass(next ?? 0)}
        >
          {next === undefined ? 'Goes silent' : `Goes silent, ${shortLength(next)}`}
        </Button>
        <Button look="quiet" disabled={held} onClick={() => pass(3_600_000)}>
          1 hour
        </Button>
        <Button look="quiet" disabled={held} onClick={() => pass(untilMonday(simulation.now, timeZone))}>
          Over the weekend
        </Button>
        <Button look="quiet" disabled={held} onClick={() => pass(30 * 86_400_000)}>
          30 days
        </Button>
      </div>
      <div className={styles['end']}>
        <label className={styles['channel']}>
          <span className="unseen">Channel of the customer</span>
          <select value={channel} onChange={(event) => session.set({ channel: event.target.value })}>
            {channels.map(({ name, title }) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <WhoMenu session={session} />
        <Button look="quiet" icon={<RotateCcw />} disabled={errors} onClick={() => session.startAgain(flow)}>
          Start again
        </Button>
        <Button
          icon={<FlaskConical />}
          disabled={simulation.acts.length === 0 || held}
          onClick={() => setSaving(true)}
        >
          Save as a test
        </Button>
      </div>
      {saving && (
        <SaveTestDialog
          session={session}
          onClose={() => setSaving(false)}
          onSave={async (test) => {
            await saveTest(flow.id, test);
            await client.invalidateQueries(flowTestsQuery(flow.id));
            tell(`Saved “${test.title}” as a test of this flow.`);
            setSaving(false);
          }}
        />
      )}
    </div>
  );
}

/** Who the customer is, from the next case on. */
function WhoMenu({ session }: { session: Session }) {
  const flow = useFlowEditor((state) => state.flow);
  const { who, simulation } = useStore(session);
  const set = (change: Partial<typeof who>) => {
    session.set({ who: { ...who, ...change } });
    if (simulation.acts.length === 0) session.startAgain(session.getState().flow);
  };
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button look="quiet" icon={<UserRound />}>
          {who.name || 'Somebody'}
          {who.verified && ', verified'}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles['who']} align="end" sideOffset={6} aria-label="The customer">
          <TextField label="Name" value={who.name} onChange={(event) => set({ name: event.target.value })} />
          <SelectField
            label="Language"
            value={who.language}
            onChange={(event) => set({ language: event.target.value })}
          >
            {flow.settings.languages.map((language) => (
              <option key={language} value={language}>
                {languageName(language)}
              </option>
            ))}
          </SelectField>
          <TextField
            label="E-mail address"
            hint="Live nodes know the customer by it, and by the telephone number."
            type="email"
            maxLength={320}
            value={who.email}
            onChange={(event) => set({ email: event.target.value })}
          />
          <TextField
            label="Telephone number"
            type="tel"
            maxLength={40}
            value={who.phone}
            onChange={(event) => set({ phone: event.target.value })}
          />
          <label className={styles['check']}>
            <input
              type="checkbox"
              checked={who.verified}
              onChange={(event) => set({ verified: event.target.checked })}
            />
            Proven to be this customer
          </label>
          {simulation.acts.length > 0 && (
            <p className={styles['hint']}>Holds for the next case: start again to see it.</p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function clockText(at: number, timeZone: string): string {
  const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return new Date(at).toLocaleString('en-GB', {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZone,
  });
}
