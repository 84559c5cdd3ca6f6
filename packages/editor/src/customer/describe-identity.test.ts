import { expect, it } from 'vitest';
import { describeEvidence, describeReason } from './describe-identity.ts';

it('reads codes as words, leaves out references, and keeps what somebody wrote', () => {
  expect(describeEvidence('signed-visitor-token')).toBe('signed visitor token');
  expect(describeEvidence({ how: 'said-in-a-message', caseId: 'c1', run: 'identity#1' })).toBe(
    'said in a message',
  );
  expect(describeEvidence({ how: 'one-time-code', tries: 2 })).toBe('one time code, tries: 2');
  expect(describeEvidence('She wrote an e-mail')).toBe('She wrote an e-mail');
  expect(describeEvidence(undefined)).toBe('');
});

it('says why somebody may be the same person, as about the other', () => {
  const email = { kind: 'email', value: 'ana@example.com' };
  expect(describeReason({ code: 'claims-verified', ...email })).toBe(
    'Has proven the e-mail ana@example.com, which this customer names',
  );
  expect(describeReason({ code: 'verified-is-claimed', ...email })).toBe(
    'Names the e-mail ana@example.com, which this customer has proven',
  );
});
