import { readFileSync } from 'node:fs';
import { addDays, dayInWords } from '../services/date-words.ts';
import { ProblemError } from '../services/problem.ts';

const prices = { Solo: 6, Team: 9, Studio: 14 };
const discountPercent = 30;
const discountMonths = 3;

type StoredAccount = {
  number: string;
  email: string;
  plan: keyof typeof prices;
  seats: number;
  status: 'active' | 'past-due' | 'paused' | 'cancelled';
  nextPaymentInDays: number;
  discount: boolean;
  problem?: string;
  invoices: { number: string; daysAgo: number; status: 'paid' | 'open' }[];
  /** Whether a payment that is tried again goes through. */
  cardTakes: boolean;
};

/** An account as the service shows it; `text` is said to customers as it stands. */
export type AccountView = {
  number: string;
  email: string;
  plan: string;
  seats: number;
  status: StoredAccount['status'];
  text: string;
};

export type InvoiceView = { number: string; status: 'paid' | 'open'; text: string };
export type ChangeView = { status: StoredAccount['status']; text: string };

export type Billing = ReturnType<typeof createBilling>;

/** The accounts of `accounts.json`, their dates counted from `start`. What cannot be done throws `ProblemError`. */
export function createBilling(now: () => Date) {
  const start = now().getTime();
  const stored = JSON.parse(
    readFileSync(new URL('accounts.json', import.meta.url), 'utf8'),
  ) as StoredAccount[];
  const accounts = new Map(stored.map((account) => [account.number, account]));

  function lookUp(number: string): StoredAccount {
    const account = accounts.get(number.trim().toUpperCase());
    if (!account) throw unknownAccount(number);
    return account;
  }

  const nextPayment = ({ nextPaymentInDays }: StoredAccount) => addDays(start, nextPaymentInDays);

  function textOf(account: StoredAccount): string {
    const { plan, seats, status, problem = 'the card was declined' } = account;
    const next = dayInWords(nextPayment(account));
    const seated = seats === 1 ? 'one seat' : `${seats} seats`;
    const costs = `${plan} plan with ${seated}, ${amountOf(account)} a month`;
    switch (status) {
      case 'active':
        return `You are on the ${costs}. The next payment is on ${next}.`;
      case 'past-due':
        return `You are on the ${costs}. The last payment failed because ${problem}.`;
      case 'paused':
        return `You are on the ${costs}, and paused: nothing is charged until ${next}.`;
      case 'cancelled':
        return `You are on the ${plan} plan with ${seated}. It is cancelled and ends on ${next}.`;
    }
  }

  const changes: { [change: string]: (account: StoredAccount, months: number) => [StoredAccount, string] } = {
    pause(account, months) {
      if (!(months >= 1 && months <= 3)) throw wrongMonths;
      const until = addDays(nextPayment(account), 30 * months);
      const paused = { ...account, status: 'paused' as const };
      return [
        { ...paused, nextPaymentInDays: account.nextPaymentInDays + 30 * months },
        `Your subscription is paused from ${dayInWords(nextPayment(account))} to ${dayInWords(until)}. Nothing is charged in that time, and everything stays where it is.`,
      ];
    },
    cancel: (account) => [
      { ...account, status: 'cancelled' },
      `Your subscription is cancelled and ends on ${dayInWords(nextPayment(account))}. Until then everything works as before.`,
    ],
    discount(account) {
      if (account.discount) throw cannot('the account had this discount before');
      return [
        { ...account, discount: true },
        `From the next payment you pay ${discountPercent} percent less for ${discountMonths} months. You need not do anything.`,
      ];
    },
    'retry-payment'(account) {
      if (account.status !== 'past-due') throw cannot('no payment is open');
      if (!account.cardTakes) throw cannot('the card was declined again');
      const invoices = account.invoices.map((invoice) => ({ ...invoice, status: 'paid' as const }));
      return [
        { ...account, status: 'active', invoices },
        `The payment of ${amountOf(account)} went through just now. Thank you!`,
      ];
    },
  };

  return {
    account(number: string): AccountView {
      const account = lookUp(number);
      const { email, plan, seats, status } = account;
      return { number: account.number, email, plan, seats, status, text: textOf(account) };
    },
    /** `latest` is the newest one. */
    invoice(accountNumber: string, number: string): InvoiceView {
      const account = lookUp(accountNumber);
      const wanted = number.trim().toUpperCase();
      const invoice = account.invoices.find((one) => wanted === 'LATEST' || one.number === wanted);
      if (!invoice) throw unknownInvoice(number);
      const { status, daysAgo } = invoice;
      const paid = status === 'paid' ? 'paid by card' : 'still open';
      const text = `Invoice ${invoice.number} of ${dayInWords(addDays(start, -daysAgo))}: ${amountOf(account)}, ${paid}.`;
      return { number: invoice.number, status, text };
    },
    change(number: string, change: string, months: number): ChangeView {
      const account = lookUp(number);
      const make = Object.hasOwn(changes, change) ? changes[change] : undefined;
      if (!make) throw unknownChange;
      if (account.status === 'cancelled') throw cannot('the subscription is cancelled already');
      const [changed, text] = make(account, months);
      accounts.set(account.number, changed);
      return { status: changed.status, text };
    },
  };
}

function amountOf({ plan, seats }: StoredAccount): string {
  return `£${(prices[plan] * seats).toFixed(2)}`;
}

function unknownAccount(number: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'account.unknown',
    title: `There is no account ${number.slice(0, 20)}.`,
    fix: 'Account numbers start with LF and have five digits, for example LF-20418.',
    field: 'number',
  });
}

function unknownInvoice(number: string): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'invoice.unknown',
    title: `This account has no invoice ${number.slice(0, 20)}.`,
    fix: 'Invoice numbers start with INV and have six digits; "latest" is the newest.',
    field: 'invoice',
  });
}

function cannot(reason: string): ProblemError {
  return new ProblemError({
    status: 409,
    code: 'account.not-changeable',
    title: `That cannot be done: ${reason}.`,
    fix: 'Look at the account first.',
  });
}

const wrongMonths = new ProblemError({
  status: 422,
  code: 'months.invalid',
  title: 'A pause takes 1 to 3 months.',
  fix: 'Send "months" as 1, 2 or 3.',
  field: 'months',
});

const unknownChange = new ProblemError({
  status: 422,
  code: 'change.unknown',
  title: 'There is no such change.',
  fix: 'Use pause, cancel, discount or retry-payment.',
  field: 'change',
});
