/**
 * What expressions can read, by root: fields that are always there, and fields that may be missing. A root with `open` has
 * fields of the author's own besides (facts of a customer, values of a case). Kept true by the test beside it, against
 * `scopeOf`.
 */
export const scopeFields: {
  [root: string]: { always: string[]; maybe: string[]; open?: boolean } | undefined;
} = {
  message: {
    always: ['id', 'channel', 'conversation', 'text', 'choice', 'attachments', 'sentAt'],
    maybe: ['language'],
  },
  customer: { always: ['id', 'verified', 'facts'], maybe: ['name', 'language'], open: true },
  case: { always: ['id', 'turn', 'language', 'openedAt', 'reopened', 'values', 'tags', 'brief'], maybe: [] },
  nodes: { always: [], maybe: [], open: true },
  channel: { always: [], maybe: [] },
  policy: { always: [], maybe: [], open: true },
  now: { always: [], maybe: [] },
};

/** Fields of `nodes.<id>`. */
export const nodeFields = ['port', 'visit', 'output'];
