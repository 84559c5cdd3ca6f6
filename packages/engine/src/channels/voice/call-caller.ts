import type { InboundIdentifier, InboundMessage } from '../../cases/gateway.ts';
import type { CallRow } from '../../stores/calls.ts';
import { cleanText } from '../clean-text.ts';
import type { CallReport } from './telephony.ts';

/** What a caller said, as a message. `text` is what was recognised, or what the keys stand for. */
export function callerSays(
  { callId, ours, caller }: CallReport,
  call: CallRow,
  said: { turn: number; text: string; choice?: string; at: number },
): InboundMessage {
  const { turn, text, choice, at } = said;
  const messageId = `${call._id}:${turn}`;
  return {
    channel: 'voice',
    // Not the provider's name of the call: it leads to a number, and this one is kept for good.
    providerMessageId: messageId,
    conversation: call._id,
    messageId,
    text: cleanText(text),
    at,
    identifiers: [identifierOf({ callId, ...(caller && { caller }) }, call)],
    language: call.language,
    reach: { ours, theirs: caller?.number ?? callId, language: call.language },
    ...(choice !== undefined && { choice }),
    // A call of ours is a part of its case, and says nothing about who the customer is.
    ...(call.caseId !== undefined && { inThread: true as const, about: call.caseId }),
  };
}

/** What the network said when the call began holds for all of it. Whoever hides the number is nobody, and only in this call. */
function identifierOf(
  { callId, caller }: Pick<CallReport, 'callId' | 'caller'>,
  call: CallRow,
): InboundIdentifier {
  if (!caller || !call.caller)
    return { kind: 'call', value: callId, level: 'claimed', evidence: 'number-withheld' };
  return { kind: 'phone', value: caller.number, ...call.caller };
}
