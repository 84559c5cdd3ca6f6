import type { FailureConverter } from '@temporalio/common';

export const failureConverter: FailureConverter;
/** Metadata of the payloads that say what failed. */
export const ofFailure: string;
