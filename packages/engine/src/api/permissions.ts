import type { Role } from './staff.ts';
import { roles } from './staff.ts';

/**
 * `anyone` needs no login, `visitor` a visitor token of the web chat, `customer` a session of the portal, `monitor` the token for measurements; a list names the
 * roles that may call.
 */
export type Access = 'anyone' | 'visitor' | 'customer' | 'monitor' | readonly Role[];

const everyone: readonly Role[] = roles;
const admin: readonly Role[] = ['admin'];
const operations: readonly Role[] = ['admin', 'ops'];
const builders: readonly Role[] = ['admin', 'ops', 'developer'];
/** Who may see what customers said. */
const readers: readonly Role[] = ['admin', 'ops', 'agent', 'auditor'];
const auditors: readonly Role[] = ['admin', 'ops', 'auditor'];
/** Who may see what other people of the staff did. */
const overseers: readonly Role[] = ['admin', 'auditor'];
const desk: readonly Role[] = ['admin', 'ops', 'agent'];

/** Who may call what: every route stands here, and a test calls each with every role. */
export const permissions: { readonly [route: string]: Access } = {
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  'GET /metrics': 'monitor',
  'GET /api/openapi.json': 'anyone',
  'GET /api/problems': 'anyone',

  'POST /channels/webchat/sessions': 'anyone',
  'POST /channels/webchat/sessions/renew': 'visitor',
  'POST /channels/webchat/messages': 'visitor',
  'POST /channels/webchat/files': 'visitor',
  'GET /channels/webchat/files/{id}': 'visitor',
  // The address is signed.
  'GET /channels/files/{token}': 'anyone',
  'GET /channels/webchat/messages': 'visitor',
  'GET /channels/webchat/events': 'visitor',
  'POST /channels/webchat/typing': 'visitor',
  'POST /channels/webchat/seen': 'visitor',
  'GET /channels/webchat/articles/{id}': 'anyone',
  'POST /channels/portal/codes': 'anyone',
  'POST /channels/portal/session': 'anyone',
  'GET /channels/portal/session': 'customer',
  'DELETE /channels/portal/session': 'customer',
  'GET /channels/portal/cases': 'customer',
  'GET /channels/portal/cases/{id}': 'customer',
  'POST /channels/portal/cases/{id}/close': 'customer',
  'POST /channels/portal/messages': 'customer',
  'POST /channels/portal/files': 'customer',
  'GET /channels/portal/files/{id}': 'customer',
  'GET /channels/portal/events': 'customer',
  'GET /channels/portal/export': 'customer',
  // Who calls these is proven by the provider's signature.
  'POST /channels/twilio/sms': 'anyone',
  'POST /channels/twilio/sms/status': 'anyone',
  'POST /channels/twilio/whatsapp': 'anyone',
  'POST /channels/twilio/whatsapp/status': 'anyone',
  'POST /channels/plivo/sms': 'anyone',
  'POST /channels/plivo/sms/status': 'anyone',
  'POST /channels/telegram': 'anyone',
  'GET /channels/messenger': 'anyone',
  'POST /channels/messenger': 'anyone',
  'GET /channels/instagram': 'anyone',
  'POST /channels/instagram': 'anyone',

  'POST /channels/twilio/voice': 'anyone',
  'POST /channels/twilio/voice/turn': 'anyone',
  'POST /channels/twilio/voice/wait': 'anyone',
  'POST /channels/twilio/voice/whisper': 'anyone',
  'POST /channels/twilio/voice/person': 'anyone',
  'POST /channels/twilio/voice/status': 'anyone',
  'POST /channels/twilio/voice/callback': 'anyone',
  'POST /channels/twilio/voice/callback/key': 'anyone',
  'POST /channels/twilio/voice/callback/left': 'anyone',
  'POST /channels/twilio/voice/callback/ended': 'anyone',
  'POST /channels/twilio/voice/test': 'anyone',
  'POST /channels/twilio/voice/test/ended': 'anyone',
  'POST /channels/plivo/voice': 'anyone',
  'POST /channels/plivo/voice/turn': 'anyone',
  'POST /channels/plivo/voice/wait': 'anyone',
  'POST /channels/plivo/voice/whisper': 'anyone',
  'POST /channels/plivo/voice/person': 'anyone',
  'POST /channels/plivo/voice/status': 'anyone',
  'POST /channels/plivo/voice/callback': 'anyone',
  'POST /channels/plivo/voice/callback/key': 'anyone',
  'POST /channels/plivo/voice/callback/left': 'anyone',
  'POST /channels/plivo/voice/callback/ended': 'anyone',
  'POST /channels/plivo/voice/test': 'anyone',
  'POST /channels/plivo/voice/test/ended': 'anyone',

  'POST /api/setup': 'anyone',
  'POST /api/setup/link': 'anyone',
  'POST /api/session': 'anyone',
  'GET /api/session': everyone,
  'DELETE /api/session': everyone,
  'GET /api/users': admin,
  'POST /api/users': admin,
  'PATCH /api/users/{id}': admin,
  'DELETE /api/invitations/{id}': admin,
  'GET /api/roles': admin,
  'GET /api/changes': overseers,
  'GET /api/tokens': admin,
  'POST /api/tokens': admin,
  'DELETE /api/tokens/{id}': admin,

  'GET /api/cases': readers,
  'GET /api/cases/{id}': readers,
  'GET /api/cases/{id}/places': readers,
  'DELETE /api/cases/{id}': admin,
  'GET /api/cases/{id}/journal': readers,
  'GET /api/cases/{id}/export': auditors,
  'GET /api/cases/{id}/verify': auditors,
  'POST /api/cases/{id}/dismissed-promises': desk,
  'POST /api/cases/{id}/actions': desk,
  'POST /api/cases/{id}/files': desk,
  'POST /api/cases/{id}/callbacks': desk,
  'POST /api/cases/{id}/join': desk,
  'POST /api/cases/{id}/split': desk,
  'POST /api/cases/{id}/links/{link}/undo': desk,
  'GET /api/files/{id}': readers,
  'GET /api/messages/{id}/original': readers,
  'GET /api/messages/{id}/html': readers,
  'GET /api/set-aside-mails': readers,
  'GET /api/set-aside-mails/{id}/original': desk,
  'POST /api/set-aside-mails/{id}/take': desk,
  'DELETE /api/set-aside-mails/{id}': desk,
  'GET /api/customers/{id}': readers,
  'DELETE /api/customers/{id}': admin,
  'GET /api/customers/{id}/merges': readers,
  'GET /api/customers/{id}/suggestions': readers,
  'POST /api/customers/{id}/unlink': desk,
  'POST /api/customers/{id}/merge': desk,
  'POST /api/customers/{id}/merges/{merge}/undo': desk,
  'PUT /api/identity/shared': operations,
  'POST /api/identity/try': operations,
  // How many wait, and since when, says nothing of who: flows are drawn with these names.
  'GET /api/queues': everyone,
  // Which topics somebody may follow, `topicPermissions` says.
  'GET /api/events': everyone,

  'GET /api/policies': everyone,
  'PUT /api/policies/{name}': operations,
  'DELETE /api/policies/{name}': operations,
  'GET /api/policies/{name}/history': everyone,
  'GET /api/uses': everyone,
  'GET /api/articles': everyone,
  'GET /api/articles/{id}': everyone,
  'GET /api/articles/{id}/versions': everyone,
  'PUT /api/articles/{id}': operations,
  'DELETE /api/articles/{id}': operations,
  'POST /api/articles/preview': operations,
  'POST /api/articles/import': operations,
  'POST /api/articles/import/files': operations,
  'POST /api/articles/import/addresses': operations,
  'POST /api/articles/import/pages': operations,
  'POST /api/knowledge/ask': everyone,
  'GET /api/knowledge/questions': readers,
  'POST /api/knowledge/questions/set-aside': operations,
  'GET /api/flows': everyone,
  'GET /api/flows/{id}': everyone,
  'GET /api/flows/{id}/versions': everyone,
  'GET /api/flows/{id}/draft': builders,
  'PUT /api/flows/{id}/draft': builders,
  'DELETE /api/flows/{id}/draft': builders,
  'GET /api/flows/{id}/drafts': builders,
  'GET /api/flows/{id}/drafts/{author}': builders,
  // Who may publish a flow may clear away what is in its way.
  'DELETE /api/flows/{id}/drafts/{author}': builders,
  'GET /api/flows/{id}/tests': builders,
  'PUT /api/flows/{id}/tests/{name}': builders,
  'DELETE /api/flows/{id}/tests/{name}': builders,
  'GET /api/templates': builders,
  'GET /api/templates/{name}': builders,
  // Writes articles and policies.
  'POST /api/templates/{name}/use': operations,
  'POST /api/flows/validate': builders,
  'POST /api/flows/simulate/run': builders,
  'POST /api/flows/{id}/publish': builders,
  'POST /api/flows/{id}/publish/preview': builders,
  'GET /api/flows/{id}/move': builders,
  'POST /api/flows/{id}/move': builders,
  'GET /api/nodes': everyone,
  'GET /api/nodes/{type}/used': everyone,
  'POST /api/nodes/{type}/ports': builders,
  'GET /api/channels': builders,
  'GET /api/channel-settings': builders,
  'POST /api/channels/{name}/test-messages': operations,
  'GET /api/channels/{name}/test-messages/{id}': operations,
  'GET /api/models': builders,
  'POST /api/models/trials': operations,
  'GET /api/retention': auditors,
  'PUT /api/retention': admin,
  'POST /api/retention/preview': admin,
  'GET /api/credentials': builders,
  'PUT /api/credentials/{name}': admin,
  'DELETE /api/credentials/{name}': admin,
};

/** Who may follow which topics of `GET /api/events`, by what stands before the colon. */
export const topicPermissions = {
  cases: readers,
  case: readers,
  queues: readers,
  flows: builders,
  flow: builders,
  articles: everyone,
} as const;

export function mayBuild(role: Role): boolean {
  return builders.includes(role);
}
