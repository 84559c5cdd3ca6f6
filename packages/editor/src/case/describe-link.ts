import type { CaseLink } from '../api/case.ts';

/** What was done, as seen from the case `of`; the name of the other case comes after it. */
export function describeLink(link: CaseLink, of: string, undone: boolean): string {
  const name = (undone ? link.undone?.author.name : undefined) ?? link.author.name;
  const went = link.from.id === of;
  if (link.kind === 'join') {
    if (undone) return `${name} undid the join: this case is apart again from`;
    return went
      ? `${name} joined this case with another, and it goes on in`
      : `${name} joined with this case:`;
  }
  const count = link.messages === 1 ? 'a message' : `${link.messages ?? 0} messages`;
  if (undone)
    return went
      ? `${name} undid the split: what was said is here again, from`
      : `${name} undid the split: it goes on in`;
  return went
    ? `${name} moved ${count} into a case of their own:`
    : `${name} began this case with ${count} of`;
}
