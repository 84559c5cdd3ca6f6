import { randomInt, randomUUID } from 'node:crypto';
import type { Stores } from '../stores/database.ts';
import type { Person } from './line.ts';

/** A customer as an import from the shop's own system makes one. */
export async function newPerson({ customers }: Pick<Stores, 'customers'>): Promise<Person> {
  const account = randomUUID();
  const at = Date.now();
  const person = {
    account,
    phone: `+447${randomInt(100_000_000, 999_999_999)}`,
    email: `${account.slice(0, 8)}@example.com`,
    pageScopedId: String(randomInt(1e12, 9e12)),
    telegramId: String(randomInt(1e6, 9e12)),
  };
  const evidence = 'imported-from-the-shop';
  const row = await customers.findOrCreate({
    identifiers: [{ kind: 'account', value: account, level: 'verified', evidence }],
    name: 'Ana Lima',
    at,
  });
  const { phone, email, pageScopedId: messenger, telegramId: telegram } = person;
  const identifiers = { phone, email, messenger, telegram };
  for (const [kind, value] of Object.entries(identifiers)) {
    const link = {
      kind,
      value,
      customerId: row._id,
      level: 'verified' as const,
      evidence,
      author: 'import',
      at,
    };
    await customers.claim(link);
  }
  return { customerId: row._id, ...person };
}
