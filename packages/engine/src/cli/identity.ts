import type { Command } from 'commander';
import type { Tried } from '../identity/try-contact.ts';

export function register(program: Command): void {
  const command = program.command('identity').description('who a contact would be');
  command
    .command('try <contact>')
    .description('say what a contact file would attach, open, suggest and ask, and why; changes nothing')
    .option('--json', 'print it as JSON')
    .action(tryFile);
}

async function tryFile(file: string, { json }: { json?: boolean }): Promise<void> {
  const [{ readJsonFileAs }, { contactSchema, tryContact }] = await Promise.all([
    import('../input/read-json-file.ts'),
    import('../identity/try-contact.ts'),
  ]);
  const contact = await readJsonFileAs(file, {
    schema: contactSchema,
    what: 'a contact',
    fix: 'Write { "identifiers": [{ "kind": "phone", "value": "+44..." }], "text": "..." }; see docs/identity.md.',
  });
  const [{ configOrExit }, { connectDatabase, createStores }] = await Promise.all([
    import('./config-or-exit.ts'),
    import('../stores/database.ts'),
  ]);
  const config = await configOrExit();
  const database = await connectDatabase(config.mongodb.url, config.mongodb.database);
  try {
    const stores = createStores({ db: database.db, masterKey: config.masterKey });
    const tried = await tryContact(stores, contact, config.flowId);
    if (json) console.log(JSON.stringify(tried, null, 2));
    else print(tried);
  } finally {
    await database.close();
  }
}

function print({ outcome, customer, case: kase, claims, suggest, ask, why }: Tried): void {
  const who = customer
    ? `${customer.customerId}${customer.name ? ` (${customer.name})` : ''}`
    : 'a new customer';
  const outcomes = { attach: `attached to ${who}`, open: `opened: ${who}`, guest: `not attached: ${who}` };
  console.log(outcomes[outcome]);
  console.log(kase.is === 'new' ? 'case: a new one' : `case: ${kase.caseId}, ${kase.is}`);
  for (const { kind, value } of claims) console.log(`claim: ${kind} ${value}`);
  for (const { customerId, name, reason, identifier } of suggest)
    console.log(
      `suggested: ${customerId}${name ? ` (${name})` : ''} by ${identifier.kind} ${identifier.value}: ${reason}`,
    );
  for (const { identifier } of ask)
    console.log(`could be asked for a code to ${identifier.kind} ${identifier.value}`);
  for (const sentence of why) console.log(`- ${sentence}`);
}
