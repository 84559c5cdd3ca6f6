import type { OrderBook, OrderView } from './order-book.ts';
import { ProblemError } from './problem.ts';

const remembered = 1000;

type Outcome = { order: string; email: string | undefined; result: OrderView | ProblemError };

/** Cancels once for each idempotency key: a repeated request gets the first answer, whatever it was. */
export function createCancellations(book: OrderBook): {
  cancel(
    order: string,
    email: string | undefined,
    key: string | undefined,
  ): { view: OrderView; repeated: boolean };
} {
  const outcomes = new Map<string, Outcome>();

  function cancelOnce(order: string, email: string | undefined): OrderView | ProblemError {
    try {
      return book.cancel(order, email);
    } catch (error) {
      if (error instanceof ProblemError) return error;
      throw error;
    }
  }

  return {
    cancel(order, email, key) {
      const known = key === undefined ? undefined : outcomes.get(key);
      if (known && (known.order !== order || known.email !== email)) throw keyUsed();
      const result = known?.result ?? cancelOnce(order, email);
      if (key !== undefined && !known) outcomes.set(key, { order, email, result });
      if (outcomes.size > remembered) outcomes.delete(outcomes.keys().next().value ?? '');
      if (result instanceof ProblemError) throw result;
      return { view: result, repeated: known !== undefined };
    },
  };
}

function keyUsed(): ProblemError {
  return new ProblemError({
    status: 422,
    code: 'idempotency.key-used',
    title: 'This idempotency key belongs to another request.',
    fix: 'Make a new key for each cancellation, and use it again only to repeat that one.',
    field: 'Idempotency-Key',
  });
}
