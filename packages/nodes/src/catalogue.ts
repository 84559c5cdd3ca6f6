import { answer } from './nodes/answer.ts';
import { ask } from './nodes/ask.ts';
import { businessHours } from './nodes/business-hours.ts';
import { callback } from './nodes/callback.ts';
import { checkCode } from './nodes/check-code.ts';
import { chooseChannel } from './nodes/choose-channel.ts';
import { classify } from './nodes/classify.ts';
import { closeCase } from './nodes/close-case.ts';
import { condition } from './nodes/condition.ts';
import { escalate } from './nodes/escalate.ts';
import { httpRequest } from './nodes/http-request.ts';
import { ingest } from './nodes/ingest.ts';
import { moveChannel } from './nodes/move-channel.ts';
import { matchCustomer } from './nodes/match-customer.ts';
import { note } from './nodes/note.ts';
import { promise } from './nodes/promise.ts';
import { resolveIdentity } from './nodes/resolve-identity.ts';
import { retrieveKnowledge } from './nodes/retrieve-knowledge.ts';
import { route } from './nodes/route.ts';
import { sendCode } from './nodes/send-code.ts';
import { sendMessage } from './nodes/send-message.ts';
import { setValues } from './nodes/set-values.ts';
import { switchNode } from './nodes/switch.ts';
import { tag } from './nodes/tag.ts';
import { wait } from './nodes/wait.ts';
import { waitForReply } from './nodes/wait-for-reply.ts';

/** The built-in nodes by type, in the order in which editors list them. Opens in a browser. */
export const catalogue = {
  ingest,
  'resolve-identity': resolveIdentity,
  'send-code': sendCode,
  'check-code': checkCode,
  'match-customer': matchCustomer,
  'retrieve-knowledge': retrieveKnowledge,
  answer,
  route,
  escalate,
  'send-message': sendMessage,
  ask,
  'wait-for-reply': waitForReply,
  callback,
  condition,
  switch: switchNode,
  'business-hours': businessHours,
  'choose-channel': chooseChannel,
  'move-channel': moveChannel,
  wait,
  'set-values': setValues,
  classify,
  'http-request': httpRequest,
  promise,
  note,
  tag,
  'close-case': closeCase,
} as const;

export type BuiltIn = typeof catalogue;

/** Types of the built-in nodes of one kind. */
export type TypeOfKind<Kind extends 'run' | 'decide'> = {
  [Type in keyof BuiltIn]: BuiltIn[Type] extends { kind: Kind; type: Type } ? Type : never;
}[keyof BuiltIn];
