export type Role = 'admin' | 'ops' | 'agent' | 'auditor' | 'developer';

/** What a one-time link is for; `apiTokens`: how many of the person's end with a new password. */
export type SetupLink = { purpose: 'first-admin' | 'invitation' | 'password-reset'; apiTokens?: number };

export type User = { id: string; name: string; email: string; role: Role; disabled?: boolean };
