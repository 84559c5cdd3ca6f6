const prefix = 'commitment:';

/** Timers of promises outlast turns, hand-overs and the closing of a case. */
export const isCommitmentTimer = (timer: string) => timer.startsWith(prefix);
export const commitmentTimer = (promise: string) => `${prefix}${promise}`;
export const promiseOf = (timer: string) => timer.slice(prefix.length);
