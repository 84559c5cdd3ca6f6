import type { Json } from '@throughline/flow/json';
import type { ContentReference } from '@throughline/flow/node-result';

export function isContentReference(value: Json | undefined): value is ContentReference {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  const { content, digest, bytes } = value;
  return typeof content === 'string' && typeof digest === 'string' && typeof bytes === 'number';
}
