import type { BuiltIn, TypeOfKind } from './catalogue.ts';
import type { DeciderOf } from './define-node.ts';
import { decideAsk } from './nodes/ask.decide.ts';
import { decideBusinessHours } from './nodes/business-hours.decide.ts';
import { decideCallback } from './nodes/callback.decide.ts';
import { decideCloseCase } from './nodes/close-case.decide.ts';
import { decideCondition } from './nodes/condition.decide.ts';
import { decideEscalate } from './nodes/escalate.decide.ts';
import { decideIngest } from './nodes/ingest.decide.ts';
import { decideNote } from './nodes/note.decide.ts';
import { decidePromise } from './nodes/promise.decide.ts';
import { decideRoute } from './nodes/route.decide.ts';
import { decideSendMessage } from './nodes/send-message.decide.ts';
import { decideSetValues } from './nodes/set-values.decide.ts';
import { decideSwitch } from './nodes/switch.decide.ts';
import { decideTag } from './nodes/tag.decide.ts';
import { decideWait } from './nodes/wait.decide.ts';
import { decideWaitForReply } from './nodes/wait-for-reply.decide.ts';

/**
 * The deciders of the built-in nodes, by type; a missing one does not compile. Part of the workflow bundle, so declarations
 * (and with them zod) come in as types only.
 */
export const deciders: { [Type in TypeOfKind<'decide'>]: DeciderOf<BuiltIn[Type]> } = {
  ingest: decideIngest,
  route: decideRoute,
  escalate: decideEscalate,
  'send-message': decideSendMessage,
  ask: decideAsk,
  'wait-for-reply': decideWaitForReply,
  callback: decideCallback,
  condition: decideCondition,
  switch: decideSwitch,
  'business-hours': decideBusinessHours,
  wait: decideWait,
  'set-values': decideSetValues,
  promise: decidePromise,
  note: decideNote,
  tag: decideTag,
  'close-case': decideCloseCase,
};
