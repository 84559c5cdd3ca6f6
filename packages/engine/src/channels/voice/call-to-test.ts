import type { Channel } from '../channel.ts';
import { SendRefused } from '../channel.ts';
import type { ProviderDeps } from '../provider-deps.ts';
import { openEnds } from '../provider-deps.ts';
import type { CallStep, Telephony } from './telephony.ts';

export type CallToTestDeps = {
  telephony: Telephony;
  conversations: ProviderDeps['conversations'];
  /** Without a trailing slash. */
  publicUrl: string;
};

const ringS = 30;

/** Calls somebody who tries the channel from the settings; whoever answers hears `testCall`. */
export function createCallToTest({
  telephony,
  conversations,
  publicUrl,
}: CallToTestDeps): NonNullable<Channel['sendTest']> {
  return async ({ conversation, again }) => {
    // Nobody is called twice because an answer of the provider was lost.
    if (again) throw new SendRefused('channel.unconfirmed', 'The provider may have placed the call.');
    const { theirs, ours } = await openEnds(conversations, conversation);
    const base = `${publicUrl}/channels/${telephony.name}/voice/test`;
    const call = { to: theirs, from: ours, seconds: ringS, detectMachine: false };
    const callId = await telephony.place({ ...call, answerUrl: base, endUrl: `${base}/ended` });
    return { state: 'stored', providerMessageId: callId };
  };
}

/** What a test call says: the same to everybody, and nothing is recorded. */
export const testCall: CallStep[] = [
  {
    do: 'say',
    text: 'This is a test call from the settings of your customer support. Calls work. You need not do anything. Goodbye.',
    locale: 'en-GB',
  },
  { do: 'hang-up' },
];
