import type { Logger } from 'pino';
import type { Metrics } from '../../api/metrics.ts';
import type { Route } from '../../api/route.ts';
import type { CaseGateway } from '../../cases/gateway.ts';
import type { HandOverLines } from '../../cases/hand-over-lines.ts';
import type { TakeReceipt } from '../../cases/take-receipt.ts';
import type { ConversationIds } from '../../crypto/derived-ids.ts';
import type { Stores } from '../../stores/database.ts';
import { createBeginCall } from './begin-call.ts';
import { createCallPerson } from './call-person.ts';
import { callRoutes } from './call-routes.ts';
import type { CallSettings } from './call-settings.ts';
import { createCallTurns } from './call-turns.ts';
import { createCallbackCalls } from './callback-calls.ts';
import type { SettleCallback } from './settle-callback.ts';
import { createEndCall } from './end-call.ts';
import type { RelaySocket } from './relay-socket.ts';
import { createRelaySocket } from './relay-socket.ts';
import { createSendLink } from './send-link.ts';
import type { Telephony } from './telephony.ts';

export type VoiceCallsDeps = {
  telephony: Telephony;
  stores: Stores;
  gateway: Pick<CaseGateway, 'receive' | 'act'>;
  takeReceipt: TakeReceipt;
  lines: Pick<HandOverLines, 'begin'>;
  conversationIds: ConversationIds;
  settleCallback: SettleCallback;
  settings: Omit<CallSettings, 'socket'> & { streamed: boolean };
  /** Our number for SMS, if SMS is on. */
  smsFrom?: string;
  publicUrl: string;
  languages: () => Promise<string[]>;
  metrics: Metrics;
  log: Logger;
  /** Of sockets, in milliseconds. */
  heartbeatMs?: number;
  now: () => number;
};

/** Calls by one provider: the routes it calls, and the socket it streams over. */
export function createVoiceCalls(deps: VoiceCallsDeps): { routes: Route[]; socket?: RelaySocket } {
  const { telephony, stores, publicUrl, conversationIds, metrics, log, now } = deps;
  const { streamed, ...settings } = deps.settings;
  const base = `${publicUrl}/channels/${telephony.name}/voice`;
  const address = `${base.replace(/^http/, 'ws')}/relay`;
  const addressOf = (part: string) => `${base}/${part}`;
  const conversationOf = callConversations(conversationIds, telephony.name);
  const endCall = createEndCall(deps);
  const shared = {
    stores,
    gateway: deps.gateway,
    endCall,
    sendLink: createSendLink({ ...deps, smsFrom: deps.smsFrom }),
    settings: { ...settings, ...(streamed && { socket: address }) },
    conversationOf,
    onMessage: (outcome: string) => metrics.messages.inc({ channel: 'voice', outcome }),
    now,
  };
  const turns = createCallTurns({
    ...shared,
    beginCall: createBeginCall({ ...deps, provider: telephony.name, conversationOf }),
    person: createCallPerson({ stores, endCall, addressOf, takesWith: telephony.takesWith }),
    addressOf,
  });
  const callbacks = createCallbackCalls({
    ...{ stores, endCall, conversationOf, addressOf, now, provider: telephony.name },
    settle: deps.settleCallback,
    languages: deps.languages,
    ...(settings.recordingAnnouncement !== undefined && {
      recordingAnnouncement: settings.recordingAnnouncement,
    }),
  });
  const routes = callRoutes({ ...deps, turns, callbacks, onRefused: shared.onMessage });
  return streamed
    ? { routes, socket: createRelaySocket({ ...deps, ...shared, telephony, address, log }) }
    : { routes };
}

/** Each call is a conversation of its own: what is to be said in it is for nobody else’s ear. */
export function callConversations(conversationIds: ConversationIds, provider: string) {
  return (callId: string) => conversationIds('voice', provider, callId);
}
