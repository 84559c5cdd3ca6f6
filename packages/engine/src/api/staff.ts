import type { Role, UserRow } from '../stores/users.ts';

export type { Role } from '../stores/users.ts';
export { roles } from '../stores/users.ts';

/** Who calls a staff route: a person with a session, or a program with an API token of a person. */
export type StaffMember = {
  id: string;
  name: string;
  email: string;
  role: Role;
  via: 'session' | 'token';
};

/** What an API token may do: never more than its user may do now. */
export function roleOfToken(user: UserRow, tokenRoles: Role[] = []): Role | undefined {
  return tokenRoles.find((role) => user.roles.includes(role) || user.roles.includes('admin'));
}
