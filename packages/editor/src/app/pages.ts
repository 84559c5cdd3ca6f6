import {
  Blocks,
  BookOpen,
  Inbox,
  ListFilter,
  MailX,
  Settings,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import type { Role } from '../api/user.ts';

export type Page = { id: string; path: string; title: string; icon: LucideIcon; roles: readonly Role[] };

/** What the rail shows; each to the roles that may open it. */
export const pages: readonly Page[] = [
  { id: 'desk', path: '/desk', title: 'Desk', icon: Inbox, roles: ['admin', 'ops', 'agent'] },
  {
    id: 'cases',
    path: '/cases',
    title: 'Cases',
    icon: ListFilter,
    roles: ['admin', 'ops', 'agent', 'auditor'],
  },
  {
    id: 'mails',
    path: '/mails',
    title: 'Set aside',
    icon: MailX,
    roles: ['admin', 'ops', 'agent', 'auditor'],
  },
  {
    id: 'flows',
    path: '/flows',
    title: 'Flows',
    icon: Workflow,
    roles: ['admin', 'ops', 'developer', 'agent', 'auditor'],
  },
  { id: 'nodes', path: '/nodes', title: 'Nodes', icon: Blocks, roles: ['admin', 'ops', 'developer'] },
  {
    id: 'knowledge',
    path: '/knowledge',
    title: 'Knowledge',
    icon: BookOpen,
    roles: ['admin', 'ops', 'developer', 'agent', 'auditor'],
  },
  {
    id: 'settings',
    path: '/settings',
    title: 'Settings',
    icon: Settings,
    roles: ['admin', 'ops', 'developer', 'auditor'],
  },
];

export function pagesFor(role: Role): Page[] {
  return pages.filter(({ roles }) => roles.includes(role));
}
