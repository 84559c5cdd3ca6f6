import { ProblemError } from './problem.ts';

const remembered = 1000;

type Outcome = { request: string; result: unknown };

/** Does something once for each idempotency key: a repeated request gets the first answer, whatever it was. */
export function createOnce() {
  const outcomes = new Map<string, Outcome>();

  return (key: string | undefined, request: string, act: () => unknown) => {
    const known = key === undefined ? undefined : outcomes.get(key);
    if (known && known.request !== request) throw keyUsed();
    const result = known ? known.result : outcomeOf(act);
    if (key !== undefined && !known) outcomes.set(key, { request, result });
    if (outcomes.size > remembered) outcomes.delete(outcomes.keys().next().value ?? '');
    if (result instanceof ProblemError) throw result;
    return { result, repeated: known !== undefined };
  };
}

function outcomeOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
}

function keyUsed(): ProblemError {
  return new ProblemError({
    status: 422,
    code: 'idempotency.key-used',
    title: 'This idempotency key belongs to another request.',
    fix: 'Make a new key for each request, and use it again only to repeat that one.',
    field: 'Idempotency-Key',
  });
}
