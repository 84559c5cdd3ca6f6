import { createContext, useContext, type ReactNode } from 'react';
import type { Role, User } from '../api/user.ts';

const UserContext = createContext<User | undefined>(undefined);

export function UserProvider({ user, children }: { user: User; children: ReactNode }) {
  return <UserContext value={user}>{children}</UserContext>;
}

/** Who is signed in. Only inside the frame, which shows nothing to anybody else. */
export function useUser(): User {
  const user = useContext(UserContext);
  if (!user) throw new Error('This part is for people who are signed in.');
  return user;
}

export function useMay(...roles: Role[]): boolean {
  return roles.includes(useUser().role);
}
