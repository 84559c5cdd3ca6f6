import { queryOptions } from '@tanstack/react-query';
import { queryOf } from '../api/client.ts';
import { request } from '../api/request.ts';
import type { Role, User } from '../api/user.ts';
import type {
  AccountChange,
  Accounts,
  ApiToken,
  ChangePage,
  ChannelSetting,
  CredentialName,
  ModelSettings,
  ModelTrial,
  NewCredential,
  OneTimeLink,
  Policy,
  PolicyChange,
  Retention,
  RetentionPreview,
  RetentionSettings,
  RoleTable,
  SettingUse,
  TestMessage,
} from './types.ts';

/** The endpoints behind the settings, one line each. */
export const settingsApi = {
  accounts: () => request<Accounts>('GET', '/users'),
  invite: (body: { email: string; role: Role }) => request<{ link: OneTimeLink }>('POST', '/users', body),
  uninvite: (id: string) => request<void>('DELETE', `/invitations/${encodeURIComponent(id)}`),
  changeAccount: (id: string, body: AccountChange) =>
    request<{ user: User; link?: OneTimeLink }>('PATCH', `/users/${encodeURIComponent(id)}`, body),
  roles: () => request<RoleTable>('GET', '/roles'),
  tokens: () => request<{ tokens: ApiToken[] }>('GET', '/tokens'),
  makeToken: (body: { name: string; role: Role; expiresInDays: number }) =>
    request<{ id: string; token: string; expiresAt: number }>('POST', '/tokens', body),
  revokeToken: (id: string) => request<void>('DELETE', `/tokens/${encodeURIComponent(id)}`),
  credentials: () => request<{ credentials: CredentialName[] }>('GET', '/credentials'),
  keepCredential: (name: string, body: NewCredential) =>
    request<void>('PUT', `/credentials/${encodeURIComponent(name)}`, body),
  removeCredential: (name: string) => request<void>('DELETE', `/credentials/${encodeURIComponent(name)}`),
  policies: () => request<{ policies: Policy[] }>('GET', '/policies'),
  setPolicy: (name: string, body: { type: string; value: unknown; title: string }) =>
    request<{ version: number }>('PUT', `/policies/${encodeURIComponent(name)}`, body),
  removePolicy: (name: string) => request<void>('DELETE', `/policies/${encodeURIComponent(name)}`),
  policyHistory: (name: string) =>
    request<{ changes: PolicyChange[] }>('GET', `/policies/${encodeURIComponent(name)}/history`),
  uses: () => request<{ uses: SettingUse[] }>('GET', '/uses'),
  channels: () => request<{ channels: ChannelSetting[] }>('GET', '/channel-settings'),
  sendTest: (channel: string, body: { id: string; to: string }) =>
    request<{ test: TestMessage }>('POST', `/channels/${encodeURIComponent(channel)}/test-messages`, body),
  testMessage: (channel: string, id: string) =>
    request<{ test: TestMessage }>(
      'GET',
      `/channels/${encodeURIComponent(channel)}/test-messages/${encodeURIComponent(id)}`,
    ),
  models: () => request<ModelSettings>('GET', '/models'),
  tryModel: (body: { what: 'model' | 'embedder'; id: string }) =>
    request<{ trial: ModelTrial }>('POST', '/models/trials', body),
  retention: () => request<Retention>('GET', '/retention'),
  previewRetention: (body: RetentionSettings) =>
    request<RetentionPreview>('POST', '/retention/preview', body),
  setRetention: (body: RetentionSettings & { version: number }) =>
    request<Retention>('PUT', '/retention', body),
  changes: (query: { person?: string; kind?: string; before?: number; beforeId?: string }) =>
    request<ChangePage>('GET', `/changes${queryOf(query)}`),
};

export const accountsQuery = queryOptions({
  queryKey: ['settings', 'accounts'],
  queryFn: settingsApi.accounts,
});
export const rolesQuery = queryOptions({
  queryKey: ['settings', 'roles'],
  queryFn: settingsApi.roles,
  staleTime: Infinity,
});
export const tokensQuery = queryOptions({
  queryKey: ['settings', 'tokens'],
  queryFn: async () => (await settingsApi.tokens()).tokens,
});
export const credentialsQuery = queryOptions({
  queryKey: ['settings', 'credentials'],
  queryFn: async () => (await settingsApi.credentials()).credentials,
});
export const policiesQuery = queryOptions({
  queryKey: ['settings', 'policies'],
  queryFn: async () => (await settingsApi.policies()).policies,
});
export const usesQuery = queryOptions({
  queryKey: ['settings', 'uses'],
  queryFn: async () => (await settingsApi.uses()).uses,
});
export const channelsQuery = queryOptions({
  queryKey: ['settings', 'channels'],
  queryFn: async () => (await settingsApi.channels()).channels,
});
export const modelsQuery = queryOptions({ queryKey: ['settings', 'models'], queryFn: settingsApi.models });
export const retentionQuery = queryOptions({
  queryKey: ['settings', 'retention'],
  queryFn: settingsApi.retention,
});
