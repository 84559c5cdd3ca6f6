import type { BuiltIn, TypeOfKind } from './catalogue.ts';
import type { RunnerOf } from './define-node.ts';
import { runAnswer } from './nodes/answer.run.ts';
import { runCheckCode } from './nodes/check-code.run.ts';
import { runChooseChannel } from './nodes/choose-channel.run.ts';
import { runClassify } from './nodes/classify.run.ts';
import { runHttpRequest } from './nodes/http-request.run.ts';
import { runMoveChannel } from './nodes/move-channel.run.ts';
import { runMatchCustomer } from './nodes/match-customer.run.ts';
import { runResolveIdentity } from './nodes/resolve-identity.run.ts';
import { runRetrieveKnowledge } from './nodes/retrieve-knowledge.run.ts';
import { runSendCode } from './nodes/send-code.run.ts';

/** The runners of the built-in nodes that act, by type; a missing one does not compile. Loads on workers only. */
export const runners: { [Type in TypeOfKind<'run'>]: RunnerOf<BuiltIn[Type]> } = {
  'resolve-identity': runResolveIdentity,
  'send-code': runSendCode,
  'check-code': runCheckCode,
  'match-customer': runMatchCustomer,
  'retrieve-knowledge': runRetrieveKnowledge,
  answer: runAnswer,
  'choose-channel': runChooseChannel,
  classify: runClassify,
  'move-channel': runMoveChannel,
  'http-request': runHttpRequest,
};
