export const roles = ['admin', 'ops', 'agent', 'auditor', 'developer'] as const;
export type Role = (typeof roles)[number];

/** Who calls a staff route: a person with a session, or a program with an API token. */
export type StaffMember = {
  id: string;
  name: string;
  email: string;
  role: Role;
  via: 'session' | 'token';
};
