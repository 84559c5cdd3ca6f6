import { roleWords } from './role-words.ts';
import type { Change } from './types.ts';

/** What can be asked for: the part of an action before its dot. */
export const changeKinds: { kind: string; title: string }[] = [
  { kind: 'policy', title: 'Policies' },
  { kind: 'credential', title: 'Credentials' },
  { kind: 'user', title: 'Users' },
  { kind: 'token', title: 'API tokens' },
  { kind: 'channel', title: 'Channels' },
  { kind: 'model', title: 'Model and embedder' },
  { kind: 'retention', title: 'Retention' },
  { kind: 'flow', title: 'Flows' },
  { kind: 'template', title: 'Templates' },
  { kind: 'article', title: 'Articles' },
  { kind: 'questions', title: 'Questions without an answer' },
  { kind: 'case', title: 'Cases' },
  { kind: 'customer', title: 'Customers' },
  { kind: 'identifier', title: 'Identifiers' },
];

/** By action; `it` is what it was done to. What is not listed is said by its name. */
const words: { [action: string]: (it: string, details: Details) => string } = {
  'policy.set': (it) => `set the policy ${it}`,
  'policy.remove': (it) => `removed the policy ${it}`,
  'credential.set': (it, { hosts }) => `set the credential ${it}${hosts ? ` for ${hosts}` : ''}`,
  'credential.remove': (it) => `removed the credential ${it}`,
  'user.invite': (_, { email, role }) => `invited ${email ?? 'somebody'} as ${roleOf(role)}`,
  'user.uninvite': (_, { email }) => `took the invitation of ${email ?? 'somebody'} back`,
  'user.setup': (_, { password, apiTokensEnded }) =>
    password === undefined
      ? 'set the account up'
      : `set a new password${apiTokensEnded && apiTokensEnded !== '0' ? `, which ended ${apiTokensEnded} API ${apiTokensEnded === '1' ? 'token' : 'tokens'}` : ''}`,
  'user.change': (it) => `changed the account of ${it}`,
  'token.create': (_, { name, role }) => `made the API token “${name ?? ''}” for ${roleOf(role)}`,
  'token.revoke': (_, { name }) => `revoked the API token “${name ?? ''}”`,
  'channel.test': (it, { to }) => `sent a test message by ${it}${to ? ` to ${to}` : ''}`,
  'model.test': (it) => `tried the ${it}`,
  'retention.set': () => 'changed how long things are kept',
  'retention.sweep': () => 'erased what had been kept long enough',
  'flow.publish': (it) => `published the flow ${it}`,
  'flow.roll-back': (it) => `rolled the flow ${it} back`,
  'flow.move-cases': (it) => `asked running cases of the flow ${it} to move`,
  'flow.cases-moved': (it, { moved, kept }) =>
    `moved ${moved ?? 'some'} running cases of the flow ${it}${kept && kept !== '0' ? `; ${kept} stay` : ''}`,
  'flow.draft-remove': (it, { of }) => `removed the draft of ${of ?? 'somebody'} of the flow ${it}`,
  'article.put': (it, { imported }) => `${imported ? 'imported' : 'saved'} the article ${it}`,
  'article.remove': (it) => `took the article ${it} away`,
  'questions.set-aside': () => 'set questions aside',
  'questions.take-up': () => 'took questions up again',
  'template.use': (it) => `used the template ${it}`,
  'case.erase': (it) => `erased the case ${it}`,
  'case.export': (it) => `exported the case ${it}`,
  'case.callback': (it) => `asked for a call in the case ${it}`,
  'customer.erase': (it) => `erased the customer ${it}`,
  'customer.merge': (it) => `merged the customer ${it}`,
  'customer.unmerge': (it) => `undid a merge of the customer ${it}`,
  'identifier.unlink': (it) => `took an identifier from the customer ${it}`,
  'identifier.share': (it) => `marked ${it} as shared`,
  'identifier.unshare': (it) => `marked ${it} as not shared`,
};

type Details = { [name: string]: string | undefined };

/** What was done, to follow the name of who did it. `nameOf`: of people by their ids. */
export function changeWords(
  { action, subject, outcome, details }: Change,
  nameOf: (id: string) => string | undefined,
): string {
  const it = subject === undefined ? '' : (nameOf(subject) ?? subject);
  const does = words[action]?.(it, flat(details)) ?? `did ${action} ${it}`.trim();
  return outcome === 'refused' ? `tried in vain: ${does}` : does;
}

/** What the record holds beside that, a line each. */
export function changeDetails({ details, reason }: Pick<Change, 'details' | 'reason'>): string[] {
  const entries = isRecord(details) ? Object.entries(details) : [];
  const lines = entries.map(([name, value]) =>
    isFromTo(value) ? `${name}: from ${shown(value.from)} to ${shown(value.to)}` : `${name}: ${shown(value)}`,
  );
  return [...(reason === undefined ? [] : [`refused because: ${reason}`]), ...lines];
}

function flat(details: unknown): Details {
  if (!isRecord(details)) return {};
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [name, shown(value)]));
}

function roleOf(role: string | undefined): string {
  return Object.entries(roleWords).find(([name]) => name === role)?.[1].title ?? role ?? 'somebody';
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function isFromTo(value: unknown): value is { from: unknown; to: unknown } {
  return isRecord(value) && Object.keys(value).toSorted().join() === 'from,to';
}

function isRecord(value: unknown): value is { [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
