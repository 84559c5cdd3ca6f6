import { readFileSync } from 'node:fs';
import { ProblemError } from '../services/problem.ts';

const day = 86_400_000;
const cancelWindow = 60 * 60_000;

type StoredOrder = {
  number: string;
  email: string;
  status: string;
  statusText: string;
  placedMinutesAgo: number;
  items: { sku: string; name: string; quantity: number; price: number }[];
  deliveryCost: number;
  carrier: string | null;
  trackingNumber: string | null;
  expectedInDays: number | null;
  deliveredDaysAgo: number | null;
  preOrder: boolean;
};

/** An order as the service shows it. Prices are pounds; dates are `YYYY-MM-DD`, times ISO 8601 in UTC. */
export type OrderView = {
  number: string;
  status: string;
  statusText: string;
  placedAt: string;
  items: StoredOrder['items'];
  total: { amount: number; currency: 'GBP' };
  carrier: string | null;
  tracking: { number: string; url: string } | null;
  expectedDelivery: string | null;
  deliveredOn: string | null;
  cancellable: boolean;
};

export type OrderBook = {
  /** Throws `ProblemError` 404 for an unknown order, and for an e-mail address that is not the buyer's. */
  find(number: string, email?: string): OrderView;
  /** As `find`; throws `ProblemError` 409 when it is too late. */
  cancel(number: string, email?: string): OrderView;
};

/** The orders of `orders.json`, their dates counted from `start`, so that an order in transit always is one of this week. */
export function createOrderBook(now: () => Date): OrderBook {
  const start = now().getTime();
  const stored = JSON.parse(readFileSync(new URL('orders.json', import.meta.url), 'utf8')) as StoredOrder[];
  const orders = new Map(stored.map((order) => [order.number, order]));

  function lookUp(number: string, email: string | undefined): StoredOrder {
    const order = orders.get(normalise(number));
    // One answer for both cases: a guessed number must not reveal that the order exists.
    if (!order || (email !== undefined && order.email !== email.trim().toLowerCase()))
      throw unknownOrder(number);
    return order;
  }

  function view(order: StoredOrder): OrderView {
    const placed = start - order.placedMinutesAgo * 60_000;
    const { number, status, statusText, items, carrier, trackingNumber } = order;
    const pence = items.reduce((sum, item) => sum + Math.round(item.price * 100) * item.quantity, 0);
    return {
      number,
      status,
      statusText,
      placedAt: new Date(placed).toISOString(),
      items,
      total: { amount: (pence + Math.round(order.deliveryCost * 100)) / 100, currency: 'GBP' },
      carrier,
      tracking: trackingNumber
        ? { number: trackingNumber, url: `https://tarnandember.example/track/${trackingNumber}` }
        : null,
      expectedDelivery:
        order.expectedInDays === null ? null : deliveryDay(start + order.expectedInDays * day, carrier),
      deliveredOn: order.deliveredDaysAgo === null ? null : isoDay(start - order.deliveredDaysAgo * day),
      cancellable: status === 'pre-order' || (status === 'placed' && now().getTime() - placed < cancelWindow),
    };
  }

  return {
    find: (number, email) => view(lookUp(number, email)),
    cancel(number, email) {
      const order = lookUp(number, email);
      if (!view(order).cancellable) throw tooLate(order);
      const cancelled = {
        ...order,
        status: 'cancelled',
        statusText: order.preOrder
          ? 'Cancelled. Nothing was charged.'
          : 'Cancelled. The refund was released today.',
        expectedInDays: null,
      };
      orders.set(order.number, cancelled);
      return view(cancelled);
    },
  };
}

/** Customers type `te 104233` and mean `TE-104233`. */
function normalise(number: string): string {
  return number
    .trim()
    .toUpperCase()
    .replace(/^TE[\s-]*(\d{6})$/, 'TE-$1');
}

/** Nobody delivers on Sundays, and Swiftway rests on Saturdays too. */
function deliveryDay(at: number, carrier: string | null): string {
  const weekday = new Date(at).getUTCDay();
  if (weekday === 6 && carrier === 'Swiftway') return isoDay(at + 2 * day);
  return isoDay(weekday === 0 ? at + day : at);
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function unknownOrder(number: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'order.unknown',
    title: `There is no order ${number.slice(0, 20)}.`,
    fix: 'Check the number in the order confirmation. Order numbers start with TE and have six digits, for example TE-104233.',
    field: 'number',
  });
}

function tooLate({ number, status }: StoredOrder): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'order.not-cancellable',
    title: `Order ${number} can no longer be cancelled, its status is "${status}".`,
    fix: 'Orders are cancelled within 60 minutes, pre-orders until dispatch. Later, send the items back as a return.',
  });
}
