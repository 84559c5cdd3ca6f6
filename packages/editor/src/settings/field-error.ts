import { ApiError } from '../api/request.ts';

/** What the server says is wrong with a field, to stand below it. */
export function fieldError(error: unknown, field: string, label: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const found = error.fields.find((one) => one.field === field || one.field.startsWith(`${field}.`));
  if (!found) return undefined;
  const says = /^[A-Z]/.test(found.text) ? found.text : `${label} ${found.text}`;
  return `${says} ${found.fix}`;
}

/** What is wrong and stands below no field: of an error without fields, or with others than these. */
export function formError(error: unknown, fields: string[]): string | undefined {
  if (!error) return undefined;
  if (!(error instanceof ApiError)) return 'Something unexpected happened on this page.';
  const isShown = error.fields.some(({ field }) => fields.includes(field.split('.')[0] ?? ''));
  return isShown ? undefined : `${error.title}. ${error.message}`;
}
