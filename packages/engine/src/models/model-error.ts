import type { Outage } from '../outage.ts';

import type { Usage } from './model.ts';

/** A model could not do what it was asked, after bounded retries. The texts carry nothing a customer wrote. */
export class ModelError extends Error {
  readonly code: 'model.timeout' | 'model.unreachable' | 'model.refused' | 'model.bad-output';
  /** False when the same request cannot succeed: a wrong key, an unknown model. */
  readonly retryable: boolean;
  /** What the vain tries took, which was paid for all the same. */
  usage?: Usage;
  readonly outage: Outage;

  constructor(
    code: ModelError['code'],
    text: string,
    { retryable, cause }: { retryable: boolean; cause?: unknown },
  ) {
    super(text, { cause });
    this.name = 'ModelError';
    this.code = code;
    this.retryable = retryable;
    this.outage = { text: `The model cannot be asked: ${text}.`, ...(!retryable && { fix: settings }) };
  }
}

const settings =
  'Waiting does not help: an administrator has to check OPENAI_API_KEY, OPENAI_BASE_URL and the names of the models.';
