import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { Author } from '../api/flow.ts';
import type { Role, User } from '../api/user.ts';

/** What the endpoints behind the settings answer. Times are milliseconds since the epoch. */
export type Invitation = { id: string; email: string; role: Role; at: number; expiresAt: number };

export type OneTimeLink = { url: string; expiresAt: number };

export type Accounts = { users: User[]; invitations: Invitation[] };

export type AccountChange = { name?: string; role?: Role; disabled?: boolean; resetPassword?: true };

export type RoleTable = {
  roles: Role[];
  areas: { tag: string; actions: { summary: string; route: string; roles: Role[] }[] }[];
};

export type ApiToken = {
  id: string;
  name: string;
  role: Role;
  userId: string;
  createdAt: number;
  expiresAt: number;
  lastUsedAt?: number;
};

export type CredentialName = {
  name: string;
  kind: 'bearer' | 'basic' | 'header';
  hosts: string[];
  at: number;
  author?: string;
};

export type NewCredential = { hosts: string[] } & (
  | { kind: 'bearer'; token: string }
  | { kind: 'basic'; username: string; password: string }
  | { kind: 'header'; header: string; value: string }
);

export const policyTypes = [
  'text',
  'number',
  'boolean',
  'money',
  'date',
  'duration',
  'openingHours',
  'list',
  'object',
] as const;
export type PolicyType = (typeof policyTypes)[number];

export type Policy = {
  name: string;
  type: PolicyType;
  value: unknown;
  title: string;
  author: string;
  at: number;
  version: number;
};

export type PolicyChange = Omit<Policy, 'author'> & { author: Author; removed?: true };

export type SettingUse = {
  kind: 'policy' | 'credential';
  name: string;
  in:
    | { type: 'flow'; id: string; title: string; node: string; nodeTitle: string }
    | { type: 'article'; id: string; title: string };
};

export type Change = {
  id: string;
  at: number;
  by: Author;
  action: string;
  subject?: string;
  outcome: 'done' | 'refused';
  reason?: string;
  details?: unknown;
};

export type ChangePage = { changes: Change[]; people: Author[]; next?: { before: number; beforeId: string } };

export type ChannelSetting = {
  name: string;
  title: string;
  provider?: string;
  on: boolean;
  /** Page of the documentation, below `/docs`. */
  docs: string;
  required: Variable[];
  optional: Variable[];
  facts: { label: string; value: string; help?: string; copy?: boolean }[];
  capabilities?: ChannelCapabilities;
  /** Where it is tried, instead of by a test message. */
  page?: string;
  destination?: { kind: 'phone' | 'email' | 'account'; label: string; hint: string };
};

export type Variable = { name: string; help: string; secret: boolean };

export type TestMessage = {
  id: string;
  state: 'sending' | 'accepted' | 'delivered' | 'seen' | 'failed';
  text: string;
  at: number;
  tries: number;
  providerMessageId?: string;
  error?: { code: string; text: string; fix: string };
};

export type ModelUse = { calls: number; inputTokens: number; outputTokens: number; cost: number };

export type ModelFacts = { id: string; offline: boolean; name: string; service?: string };

export type ModelSettings = {
  model: ModelFacts;
  embedder: ModelFacts;
  /** Prices are set, so that costs are known. */
  priced: boolean;
  /** By cases that changed in the last 30 days. */
  spent: ModelUse;
  process: ModelUse;
  variables: Variable[];
};

export type ModelTrial = {
  ok: boolean;
  ms: number;
  usage: ModelUse;
  asked: string;
  result?: string;
  error?: { code: string; text: string; fix: string };
};

/** Days; null is for ever. */
export type RetentionSettings = {
  caseDays: number | null;
  customersToo: boolean;
  mailDays: number;
  feedDays: number;
};

export type Retention = RetentionSettings & {
  version: number;
  changed?: { by: Author; at: number };
  lastSweep?: { at: number; cases: number; customers: number; failed?: number; left: boolean };
};

export type RetentionPreview = { cases: number; oldest?: number; mails: number; more: boolean };
