/** The fields of a form, as `readWebhookBody` reads it; a repeated one is a list. */
export type FormFields = { [name: string]: string | string[] };

/** A copy; undefined for a body that is no form. */
export function formOf(body: unknown): FormFields | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const isText = (value: unknown): boolean =>
    typeof value === 'string' || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
  return Object.values(body).every(isText) ? { ...(body as FormFields) } : undefined;
}

/**
 * Of a field that is repeated the first counts: which one is meant, nobody can say, but the signature covers all. Providers also
 * send fields that they have nothing for, empty.
 */
export function textOf(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value) || undefined;
}
