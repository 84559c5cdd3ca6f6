import type { Role } from '../api/user.ts';

/** What a role is for, in a sentence; the whole of what it may do stands in the table below the accounts. */
export const roleWords: { [role in Role]: { title: string; text: string } } = {
  admin: { title: 'Administrator', text: 'May do everything, accounts and secrets too.' },
  ops: { title: 'Operations', text: 'Draws flows, writes articles and policies, and works at the desk.' },
  agent: { title: 'Agent', text: 'Answers customers at the desk.' },
  auditor: { title: 'Auditor', text: 'Reads cases, journals and changes, and changes nothing.' },
  developer: { title: 'Developer', text: 'Draws flows and tries them; sees no customers.' },
};

export const roleNames = Object.keys(roleWords) as Role[];
