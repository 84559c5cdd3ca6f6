import type { CallRow } from '../../stores/calls.ts';
import type { Stores } from '../../stores/database.ts';
import { callLanguage } from './call-language.ts';
import { phrasesFor } from './call-phrases.ts';
import type { Caller, CallReport } from './telephony.ts';

export type BeginCallDeps = {
  provider: string;
  stores: Pick<Stores, 'calls' | 'customers' | 'policies'>;
  conversationOf: (callId: string) => string;
  /** The languages of the flow, its first one first. */
  languages: () => Promise<string[]>;
  now: () => number;
};

/** Who is proven to call is met in their language, and as somebody whose case is known. */
export function createBeginCall(deps: BeginCallDeps) {
  const { calls, customers, policies } = deps.stores;

  /** Whoever intake would attach; a caller id that is only claimed says nothing about anybody. */
  async function customerOf(caller: Caller | undefined) {
    if (caller?.level !== 'verified') return null;
    const identifiers = [{ kind: 'phone', value: caller.number, level: 'verified' as const }];
    const { outcome, customerId } = await customers.decide({ identifiers, at: deps.now() });
    return outcome === 'attach' && customerId !== undefined ? customers.get(customerId) : null;
  }

  return {
    /** Safe to run twice. */
    async begin({ callId, caller }: CallReport): Promise<CallRow> {
      const [customer, languages] = await Promise.all([customerOf(caller), deps.languages()]);
      return calls.begin({
        _id: deps.conversationOf(callId),
        provider: deps.provider,
        callId,
        ...(caller && { caller: { level: caller.level, evidence: caller.evidence } }),
        ...callLanguage(languages, { known: customer?.language, number: caller?.number }),
        startedAt: deps.now(),
      });
    },
    /** The shop's own, by the policy `voice_greeting`; no greeting anew for who goes on with a case. */
    async greeting({ caller }: CallReport, { language }: CallRow): Promise<string> {
      const phrases = phrasesFor(language);
      const [customer, { values }] = await Promise.all([customerOf(caller), policies.snapshot()]);
      if (customer && customer.open.length > 0) return phrases.welcomeBack;
      const own = values['voice_greeting'];
      return typeof own === 'string' && own !== '' ? own : phrases.greeting;
    },
  };
}
