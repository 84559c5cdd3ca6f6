import type { Brief } from './brief.ts';
import type { CustomerMessage, Reach } from './message.ts';

/**
 * What one case gives another: what nobody has answered, and what of the brief goes along; `reach`: the customer was heard
 * there last.
 */
export type PassedOn = { messages: CustomerMessage[]; brief: Brief; reach?: Reach };
