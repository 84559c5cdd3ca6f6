import { request } from './request.ts';
import type {
  AgentAction,
  CaseDetail,
  CaseSummary,
  CustomerDetail,
  JournalPage,
  Place,
  Queue,
  User,
  Verdict,
} from './types.ts';

export type CaseFilter = {
  owner?: string;
  queue?: string;
  agent?: string;
  text?: string;
  limit?: number;
  cursor?: string;
};

/** The staff's endpoints, one line each. */
export const api = {
  session: () => request<{ user: User }>('GET', '/session'),
  signIn: (body: { email: string; password: string }) => request<{ user: User }>('POST', '/session', body),
  signOut: () => request<void>('DELETE', '/session'),
  setUp: (body: { token: string; name: string; email: string; password: string }) =>
    request<{ user: User }>('POST', '/setup', body),
  cases: (filter: CaseFilter) =>
    request<{ cases: CaseSummary[]; next?: string }>('GET', `/cases${queryOf(filter)}`),
  case: (id: string) => request<CaseDetail>('GET', `/cases/${encodeURIComponent(id)}`),
  journal: (id: string, from: number, limit: number) =>
    request<JournalPage>('GET', `/cases/${encodeURIComponent(id)}/journal${queryOf({ from, limit })}`),
  verify: (id: string) => request<Verdict>('GET', `/cases/${encodeURIComponent(id)}/verify`),
  fileUrl: (id: string) => `/api/files/${encodeURIComponent(id)}`,
  exportUrl: (id: string) => `/api/cases/${encodeURIComponent(id)}/export`,
  /** `action` is made once per intention: the same one sent again changes nothing. */
  act: (id: string, action: string, body: AgentAction) =>
    request<{ case: CaseSummary }>('POST', `/cases/${encodeURIComponent(id)}/actions`, { action, ...body }),
  dismissPromise: (id: string, promise: string) =>
    request<void>('POST', `/cases/${encodeURIComponent(id)}/dismissed-promises`, { promise }),
  places: (id: string) => request<{ places: Place[] }>('GET', `/cases/${encodeURIComponent(id)}/places`),
  customer: (id: string) => request<CustomerDetail>('GET', `/customers/${encodeURIComponent(id)}`),
  queues: () => request<{ queues: Queue[] }>('GET', '/queues'),
};

export function queryOf(values: { [name: string]: string | number | undefined }): string {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()}`;
}
