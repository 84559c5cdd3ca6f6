import {
  BrainCircuit,
  Hourglass,
  KeyRound,
  MessagesSquare,
  ScrollText,
  SlidersHorizontal,
  SquareTerminal,
  Users,
  type LucideIcon,
} from 'lucide-react';
import type { Role } from '../api/user.ts';

export type SettingsSection = { id: SectionId; title: string; icon: LucideIcon; roles: readonly Role[] };

export type SectionId =
  'channels' | 'credentials' | 'policies' | 'users' | 'tokens' | 'models' | 'retention' | 'changes';

/** The sections of the settings in their order, each for the roles that may read what it shows. */
export const sections: readonly SettingsSection[] = [
  { id: 'channels', title: 'Channels', icon: MessagesSquare, roles: ['admin', 'ops', 'developer'] },
  { id: 'credentials', title: 'Credentials', icon: KeyRound, roles: ['admin', 'ops', 'developer'] },
  {
    id: 'policies',
    title: 'Policies',
    icon: SlidersHorizontal,
    roles: ['admin', 'ops', 'developer', 'auditor'],
  },
  { id: 'users', title: 'Users and roles', icon: Users, roles: ['admin'] },
  { id: 'tokens', title: 'API tokens', icon: SquareTerminal, roles: ['admin'] },
  { id: 'models', title: 'Model and embedder', icon: BrainCircuit, roles: ['admin', 'ops', 'developer'] },
  { id: 'retention', title: 'Retention', icon: Hourglass, roles: ['admin', 'ops', 'auditor'] },
  { id: 'changes', title: 'Changes', icon: ScrollText, roles: ['admin', 'auditor'] },
];

export function sectionsFor(role: Role): SettingsSection[] {
  return sections.filter(({ roles }) => roles.includes(role));
}

export function sectionPath(id: SectionId): string {
  return `/settings/${id}`;
}
