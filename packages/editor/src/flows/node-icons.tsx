import {
  BookOpen,
  Box,
  CalendarClock,
  CircleCheckBig,
  CircleQuestionMark,
  Clock,
  GitFork,
  Globe,
  Hourglass,
  Inbox,
  KeyRound,
  MessageCircleReply,
  MoveRight,
  PhoneOutgoing,
  ScanSearch,
  Send,
  ShieldCheck,
  Signpost,
  Split,
  StickyNote,
  Tag,
  Tags,
  Timer,
  UserCheck,
  Users,
  Variable,
  type LucideIcon,
} from 'lucide-react';

/** By the names that declarations use; all of lucide would be heavier than the page. */
export const nodeIcons: { [name: string]: LucideIcon } = {
  'book-open': BookOpen,
  'calendar-clock': CalendarClock,
  'circle-check-big': CircleCheckBig,
  'circle-question-mark': CircleQuestionMark,
  clock: Clock,
  'git-fork': GitFork,
  globe: Globe,
  hourglass: Hourglass,
  inbox: Inbox,
  'key-round': KeyRound,
  'message-circle-reply': MessageCircleReply,
  'move-right': MoveRight,
  'phone-outgoing': PhoneOutgoing,
  'scan-search': ScanSearch,
  send: Send,
  'shield-check': ShieldCheck,
  signpost: Signpost,
  split: Split,
  'sticky-note': StickyNote,
  tag: Tag,
  tags: Tags,
  timer: Timer,
  'user-check': UserCheck,
  users: Users,
  variable: Variable,
};

/** A node of somebody's own may name any icon: it gets a box where we do not bring that one. */
export function KnownNodeIcon({ name }: { name: string }) {
  const Icon = Object.hasOwn(nodeIcons, name) ? (nodeIcons[name] ?? Box) : Box;
  return <Icon aria-hidden="true" />;
}
