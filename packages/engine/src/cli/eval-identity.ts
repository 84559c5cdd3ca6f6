import { fileURLToPath } from 'node:url';
import type { ContactSummary, EvaluatedContact } from '../identity/evaluate-contacts.ts';

const file = fileURLToPath(new URL('../../../../test/eval/contacts.json', import.meta.url));

export type IdentityResult = { contacts: EvaluatedContact[]; summary: ContactSummary };

/** Who the contacts of the evaluation set would be: needs no server. */
export async function evaluateIdentity(): Promise<IdentityResult> {
  const [{ readJsonFileAs }, { contactSetSchema, evaluateContacts }] = await Promise.all([
    import('../input/read-json-file.ts'),
    import('../identity/evaluate-contacts.ts'),
  ]);
  const set = await readJsonFileAs(file, {
    schema: contactSetSchema,
    what: 'a set of contacts',
    fix: 'test/eval/README.md says what it holds.',
  });
  return evaluateContacts(set);
}

export function printIdentity({ contacts, summary }: IdentityResult): void {
  const { matches, wrongMerges, missedMatches, missedShare, leads, missedLeads } = summary;
  const line = (title: string, value: string, goal = '') =>
    console.log(`${title.padEnd(46)}${value.padStart(8)}  ${goal}`.trimEnd());
  console.log(`\nidentity, ${summary.contacts} contacts of which ${matches} lead to somebody`);
  line('wrong merges', String(wrongMerges), '0');
  line('missed matches', String(missedMatches));
  line('  share of those who lead to somebody', missedShare.toFixed(3), '<= 0.05');
  line('missed suggestions and offers of a code', `${missedLeads}/${leads}`);
  for (const { contact, decision, wrong, missed, missedLeads } of contacts) {
    if (!wrong && !missed && missedLeads.length === 0) continue;
    const was = `${decision.outcome} ${decision.customerId ?? ''}`.trim();
    const not = missedLeads.length > 0 ? `, not: ${missedLeads.join(', ')}` : '';
    console.log(
      `  ${contact.id} ${wrong ? 'WRONG' : missed ? 'missed' : 'lead missed'}: ${was}, is ${contact.person ?? 'nobody known'}${not}`,
    );
  }
}
