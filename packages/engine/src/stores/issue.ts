/** Expected bad input, told so that whoever typed it can mend it. */
export type StoreIssue = { code: string; field: string; text: string; fix: string };
