import type { ActionEvent } from '@throughline/flow/agent-events';
import type { IgnoredReason } from '@throughline/flow/effect';
import type { EventOf } from '@throughline/flow/event';
import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** A message of the customer is stored and waits; the signal carries its id, never its text. */
export const messageArrived = defineSignal<[message: string]>('messageArrived');

/** A message could not be handed to its provider, for good. */
export const sendFailed = defineSignal<[event: EventOf<'send.failed'>]>('sendFailed');

/** What came of a call that the case asked for. */
export const callbackCame =
  defineSignal<[event: EventOf<'callback.answered' | 'callback.missed'>]>('callbackCame');

/** What an agent does, or the customer other than write. The event's id is made by the client: a double click is one action. */
export const agentActs = defineUpdate<ActionOutcome, [event: ActionEvent]>('agentActs');

export type ActionOutcome = { done: true } | { done: false; reason: IgnoredReason; about?: string };

/** Prefix of the refusal's error type when the validator refuses: `refused:<reason>`. */
export const refusedType = 'refused';
