import { durationMs } from '@throughline/flow/duration';
import type { PolicyStore } from '../stores/policies.ts';
import type { IdentityRules } from './decide-identity.ts';
import { defaultIdentityRules } from './decide-identity.ts';

/** Policies of type duration that change how long identifiers are trusted; see `docs/identity.md`. */
export const identityPolicies = {
  identifierUnseenAfter: 'unseenAfterMs',
  guestFor: 'guestForMs',
} as const satisfies { [policy: string]: keyof IdentityRules };

/** The rules that hold now: those of the policies, else the defaults. */
export function identityRulesOf(policies: Pick<PolicyStore, 'snapshot'>): () => Promise<IdentityRules> {
  return async () => {
    const { values } = await policies.snapshot();
    const rules = { ...defaultIdentityRules };
    for (const [name, rule] of Object.entries(identityPolicies)) {
      const value = values[name];
      const ms = typeof value === 'string' ? durationMs(value) : undefined;
      if (ms !== undefined) rules[rule] = ms;
    }
    return rules;
  };
}
