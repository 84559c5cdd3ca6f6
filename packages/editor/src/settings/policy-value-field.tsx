import { SelectField, TextArea, TextField } from '../ui/field.tsx';
import { week, type HoursDraft } from './hours-draft.ts';
import { durationUnits, type DurationUnit, type PolicyDraft } from './policy-draft.ts';
import styles from './settings.module.css';

type ValueProps<Draft = PolicyDraft> = {
  draft: Draft;
  onChange: (draft: PolicyDraft) => void;
  error?: string | undefined;
};

/** The field that fits the type of a policy. */
export function PolicyValueField({ draft, onChange, error }: ValueProps) {
  switch (draft.type) {
    case 'boolean':
      return (
        <SelectField
          label="Value"
          value={draft.on ? 'yes' : 'no'}
          error={error}
          onChange={(event) => onChange({ ...draft, on: event.target.value === 'yes' })}
        >
          <option value="yes">Yes</option>
          <option value="no">No</option>
        </SelectField>
      );
    case 'money':
      return (
        <div className={styles['pair']}>
          <TextField
            label="Amount"
            value={draft.amount}
            inputMode="decimal"
            error={error}
            onChange={(event) => onChange({ ...draft, amount: event.target.value })}
          />
          <TextField
            label="Currency"
            value={draft.currency}
            placeholder="GBP"
            maxLength={3}
            onChange={(event) => onChange({ ...draft, currency: event.target.value })}
          />
        </div>
      );
    case 'duration':
      return 'text' in draft ? (
        <TextField
          label="Value"
          value={draft.text}
          hint="Such as 1h30m, 24h or P1DT12H."
          error={error}
          onChange={(event) => onChange({ ...draft, text: event.target.value })}
        />
      ) : (
        <div className={styles['pair']}>
          <TextField
            label="How long"
            value={draft.amount}
            inputMode="numeric"
            error={error}
            onChange={(event) => onChange({ ...draft, amount: event.target.value })}
          />
          <SelectField
            label="Unit"
            value={draft.unit}
            onChange={(event) => onChange({ ...draft, unit: event.target.value as DurationUnit })}
          >
            {Object.entries(durationUnits).map(([unit, title]) => (
              <option key={unit} value={unit}>
                {title}
              </option>
            ))}
          </SelectField>
        </div>
      );
    case 'openingHours':
      return (
        <HoursFields
          hours={draft.hours}
          error={error}
          onChange={(hours) => onChange({ type: 'openingHours', hours })}
        />
      );
    case 'number':
    case 'date':
      return (
        <TextField
          label="Value"
          value={draft.text}
          {...(draft.type === 'date' ? { type: 'date' } : { inputMode: 'decimal' as const })}
          error={error}
          onChange={(event) => onChange({ ...draft, text: event.target.value })}
        />
      );
    case 'text':
    case 'list':
    case 'object':
      return (
        <TextArea
          label="Value"
          value={draft.text}
          rows={draft.type === 'text' ? 3 : 6}
          spellCheck={draft.type !== 'object'}
          hint={hints[draft.type]}
          error={error}
          onChange={(event) => onChange({ ...draft, text: event.target.value })}
        />
      );
  }
}

const hints = { text: undefined, list: 'One entry a line.', object: 'As JSON.' };

function HoursFields({
  hours,
  error,
  onChange,
}: {
  hours: HoursDraft;
  error: string | undefined;
  onChange: (hours: HoursDraft) => void;
}) {
  return (
    <>
      <fieldset className={styles['hours']}>
        <legend>Open on</legend>
        {week.map((day) => (
          <label key={day}>
            <span>{day}</span>
            <input
              value={hours.days[day]}
              placeholder="closed"
              onChange={(event) => onChange({ ...hours, days: { ...hours.days, [day]: event.target.value } })}
            />
          </label>
        ))}
        <p className={error ? styles['error'] : styles['note']}>
          {error ?? 'Such as 09:00-12:30, 13:30-17:00; empty is closed.'}
        </p>
      </fieldset>
      <TextArea
        label="Holidays"
        value={hours.holidays}
        placeholder="2026-12-25 Christmas Day"
        hint="A date a line, with its name if you like. Nothing opens on these days."
        onChange={(event) => onChange({ ...hours, holidays: event.target.value })}
      />
      <TextField
        label="Time zone"
        value={hours.timeZone}
        placeholder="Europe/London"
        hint="Such as Europe/London; empty takes the one of the flow."
        onChange={(event) => onChange({ ...hours, timeZone: event.target.value })}
      />
    </>
  );
}
