import { flowSettingsSchema, type FlowSettings } from '@throughline/flow/schema';
import type { FormField } from './form-field.ts';
import { formFields } from './form-fields.ts';

/** The words of the settings: their schema is that of the file, and says what a file may hold. */
const words: { [key in keyof FlowSettings]: { title: string; help: string } } = {
  fallbackQueue: {
    title: 'Fallback queue',
    help: 'Gets a case when something fails and no edge says where to go on.',
  },
  fallbackTexts: {
    title: 'Fallback texts',
    help: 'Said to the customer when that happens, in the language of the case.',
  },
  visitLimit: {
    title: 'Visit limit',
    help: 'Most nodes that one turn may visit, from 1 to 500; a flow that goes in circles stops there.',
  },
  languages: {
    title: 'Languages',
    help: 'Codes of the languages that the flow speaks, such as en or de; the first is for everybody else.',
  },
  timeZone: { title: 'Time zone', help: 'Where the shop is, such as Europe/London.' },
  reopenWithin: {
    title: 'Reopen within',
    help: 'How long after a case was closed the customer finds it again by writing, such as 7d.',
  },
};

const declared = formFields(flowSettingsSchema);

// In a file they always stand, so there is no default to go back to.
export const settingsFields: FormField[] = declared.map(({ standard: _, ...field }) => ({
  ...field,
  ...words[field.key as keyof FlowSettings],
  ...(field.key === 'reopenWithin' && { shape: { kind: 'duration' } }),
  required: true,
}));

/** What holds where nothing is written. */
export function standardOf(key: string): unknown {
  return declared.find((field) => field.key === key)?.standard ?? '';
}
