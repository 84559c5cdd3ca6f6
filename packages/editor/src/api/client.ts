import type { PortDeclaration } from '@throughline/flow/declaration';
import type { Issue } from '@throughline/flow/validate';
import { request } from './request.ts';
import type { Callback, CallbackRequest } from './callback.ts';
import type { AgentAction, CaseLink, CaseDetail, CaseSummary, Place, Queue } from './case.ts';
import type { ChannelFacts } from './channel-facts.ts';
import type { CustomerDetail, Merge, MergeSuggestion } from './customer.ts';
import type {
  FlowDraft,
  FlowDraftFacts,
  FlowSummary,
  FlowTemplate,
  FlowMove,
  FlowVersion,
  Publication,
  PublishPreview,
  ToPreview,
} from './flow.ts';
import type { JournalPage, Verdict } from './journal.ts';
import type { NodeType, NodeUse } from './node-type.ts';
import type { SetAsidePage } from './set-aside-mail.ts';
import type { SetupLink, User } from './user.ts';

export type CaseFilter = {
  owner?: string;
  queue?: string;
  agent?: string;
  text?: string;
  limit?: number;
  cursor?: string;
};

/**
 * The staff's endpoints, one line each; what they answer stands in the files beside this one. Times are milliseconds since the epoch.
 * The server's own description is `/api/openapi.json`.
 */
export const api = {
  session: () => request<{ user: User }>('GET', '/session'),
  signIn: (body: { email: string; password: string }) => request<{ user: User }>('POST', '/session', body),
  signOut: () => request<void>('DELETE', '/session'),
  setupLink: (token: string) => request<SetupLink>('POST', '/setup/link', { token }),
  setUp: (body: { token: string; name: string; email: string; password: string }) =>
    request<{ user: User }>('POST', '/setup', body),
  cases: (filter: CaseFilter) =>
    request<{ cases: CaseSummary[]; next?: string }>('GET', `/cases${queryOf(filter)}`),
  case: (id: string) => request<CaseDetail>('GET', `/cases/${encodeURIComponent(id)}`),
  journal: (id: string, from: number, limit: number) =>
    request<JournalPage>('GET', `/cases/${encodeURIComponent(id)}/journal${queryOf({ from, limit })}`),
  verify: (id: string) => request<Verdict>('GET', `/cases/${encodeURIComponent(id)}/verify`),
  /** `file` is for the reply that names `id`; the same one sent again changes nothing. */
  upload: (caseId: string, id: string, file: File, signal: AbortSignal) =>
    request<{ id: string; name: string; mediaType: string; bytes: number }>(
      'POST',
      `/cases/${encodeURIComponent(caseId)}/files${queryOf({ id, name: file.name })}`,
      file,
      { signal },
    ),
  fileUrl: (id: string) => `/api/files/${encodeURIComponent(id)}`,
  originalUrl: (message: string) => `/api/messages/${encodeURIComponent(message)}/original`,
  mailPageUrl: (message: string) => `/api/messages/${encodeURIComponent(message)}/html`,
  setAsideMails: (after?: SetAsidePage['next']) =>
    request<SetAsidePage>('GET', `/set-aside-mails${queryOf({ ...after })}`),
  setAsideUrl: (id: string) => `/api/set-aside-mails/${encodeURIComponent(id)}/original`,
  takeMail: (id: string) =>
    request<{ caseId?: string }>('POST', `/set-aside-mails/${encodeURIComponent(id)}/take`),
  discardMail: (id: string) => request<void>('DELETE', `/set-aside-mails/${encodeURIComponent(id)}`),
  exportUrl: (id: string) => `/api/cases/${encodeURIComponent(id)}/export`,
  /** `action` is made once per intention: the same one sent again changes nothing. */
  act: (id: string, action: string, body: AgentAction) =>
    request<{ case: CaseSummary }>('POST', `/cases/${encodeURIComponent(id)}/actions`, { action, ...body }),
  /** The same `action` sent again is one call. */
  requestCallback: (id: string, body: CallbackRequest) =>
    request<{ callback: Callback }>('POST', `/cases/${encodeURIComponent(id)}/callbacks`, body),
  dismissPromise: (id: string, promise: string) =>
    request<void>('POST', `/cases/${encodeURIComponent(id)}/dismissed-promises`, { promise }),
  places: (id: string) => request<{ places: Place[] }>('GET', `/cases/${encodeURIComponent(id)}/places`),
  join: (id: string, action: string, into: string) =>
    request<{ link: CaseLink }>('POST', `/cases/${encodeURIComponent(id)}/join`, { action, into }),
  split: (id: string, action: string, messages: string[]) =>
    request<{ link: CaseLink }>('POST', `/cases/${encodeURIComponent(id)}/split`, { action, messages }),
  undoLink: (id: string, link: string, action: string) =>
    request<{ link: CaseLink }>(
      'POST',
      `/cases/${encodeURIComponent(id)}/links/${encodeURIComponent(link)}/undo`,
      { action },
    ),
  merges: (id: string) => request<{ merges: Merge[] }>('GET', `/customers/${encodeURIComponent(id)}/merges`),
  suggestions: (id: string) =>
    request<{ suggestions: MergeSuggestion[] }>('GET', `/customers/${encodeURIComponent(id)}/suggestions`),
  merge: (id: string, body: { into: string; reason: string; evidence?: string }) =>
    request<Merge>('POST', `/customers/${encodeURIComponent(id)}/merge`, body),
  undoMerge: (id: string, merge: string, reason: string) =>
    request<Merge>('POST', `/customers/${encodeURIComponent(id)}/merges/${encodeURIComponent(merge)}/undo`, {
      reason,
    }),
  unlink: (id: string, identifier: { kind: string; value: string }) =>
    request<void>('POST', `/customers/${encodeURIComponent(id)}/unlink`, identifier),
  share: (identifier: { kind: string; value: string; shared: boolean }) =>
    request<void>('PUT', '/identity/shared', identifier),
  customer: (id: string) => request<CustomerDetail>('GET', `/customers/${encodeURIComponent(id)}`),
  queues: () => request<{ queues: Queue[] }>('GET', '/queues'),
  policies: () =>
    request<{ policies: { name: string; title: string; value: unknown }[] }>('GET', '/policies'),
  credentials: () => request<{ credentials: { name: string }[] }>('GET', '/credentials'),
  templates: () => request<{ templates: FlowTemplate[] }>('GET', '/templates'),
  /** Brings its articles and policies; the flow is to be saved as a draft. */
  useTemplate: (name: string, flowId: string) =>
    request<{ flow: object; articles: { imported: string[]; kept: string[] }; tests: string[] }>(
      'POST',
      `/templates/${encodeURIComponent(name)}/use`,
      { flowId },
    ),
  flows: () => request<{ flows: FlowSummary[] }>('GET', '/flows'),
  flow: (id: string, hash?: string) =>
    request<FlowVersion & { flow: unknown }>('GET', `/flows/${encodeURIComponent(id)}${queryOf({ hash })}`),
  flowVersions: (id: string) =>
    request<{ live: { hash: string } | null; versions: FlowVersion[] }>(
      'GET',
      `/flows/${encodeURIComponent(id)}/versions`,
    ),
  publish: (id: string, body: Publication) =>
    request<{ hash: string; version: number; moving?: number }>(
      'POST',
      `/flows/${encodeURIComponent(id)}/publish`,
      body,
    ),
  previewPublish: (id: string, body: ToPreview) =>
    request<PublishPreview>('POST', `/flows/${encodeURIComponent(id)}/publish/preview`, body),
  flowMove: (id: string) =>
    request<{ move: FlowMove | null }>('GET', `/flows/${encodeURIComponent(id)}/move`),
  moveRunning: (id: string, hash: string) =>
    request<{ move: FlowMove | null }>('POST', `/flows/${encodeURIComponent(id)}/move`, { hash }),
  draft: (id: string) => request<FlowDraft>('GET', `/flows/${encodeURIComponent(id)}/draft`),
  saveDraft: (id: string, body: { flow: object; base: string | null; revision: number }) =>
    request<{ revision: number; updatedAt: number }>('PUT', `/flows/${encodeURIComponent(id)}/draft`, body),
  discardDraft: (id: string) => request<void>('DELETE', `/flows/${encodeURIComponent(id)}/draft`),
  drafts: (id: string) =>
    request<{ drafts: FlowDraftFacts[] }>('GET', `/flows/${encodeURIComponent(id)}/drafts`),
  draftOf: (id: string, author: string) =>
    request<FlowDraftFacts & { flow: unknown }>(
      'GET',
      `/flows/${encodeURIComponent(id)}/drafts/${encodeURIComponent(author)}`,
    ),
  removeDraftOf: (id: string, author: string, revision: number) =>
    request<void>(
      'DELETE',
      `/flows/${encodeURIComponent(id)}/drafts/${encodeURIComponent(author)}${queryOf({ revision })}`,
    ),
  nodePorts: (type: string, config: object) =>
    request<{ ports: PortDeclaration[] | null }>('POST', `/nodes/${encodeURIComponent(type)}/ports`, {
      config,
    }),
  nodeUses: (type: string) => request<{ flows: NodeUse[] }>('GET', `/nodes/${encodeURIComponent(type)}/used`),
  validateFlow: (flow: object) =>
    request<{ publishable: boolean; issues: Issue[] }>('POST', '/flows/validate', { flow }),
  nodeTypes: () => request<{ nodes: NodeType[] }>('GET', '/nodes'),
  channels: () => request<{ channels: ChannelFacts[] }>('GET', '/channels'),
};

export function queryOf(values: { [name: string]: string | number | undefined }): string {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0) return '';
  return `?${new URLSearchParams(entries.map(([name, value]) => [name, String(value)])).toString()}`;
}
