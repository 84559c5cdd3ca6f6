export type MailPace = {
  /** Notes a mail; true where its writer has sent more of them lately than a person does. The same mail counts once. */
  tooMany(writer: string, mail: string, at: number): boolean;
};

const windowMs = 10 * 60_000;
const maxWriters = 10_000;

/**
 * Ends a conversation of two programs of which the other says nowhere that it is one. Each process counts for itself: a loop
 * that runs through several of them is longer by as much, and ends.
 */
export function createMailPace(maxMails = 30): MailPace {
  const writers = new Map<string, Map<string, number>>();
  return {
    tooMany(writer, mail, at) {
      const mails = writers.get(writer) ?? new Map<string, number>();
      // Put last: those of whom nothing was heard for longest are forgotten first.
      writers.delete(writer);
      writers.set(writer, mails);
      if (writers.size > maxWriters) writers.delete(writers.keys().next().value ?? '');
      if (!mails.has(mail)) mails.set(mail, at);
      for (const [id, then] of mails) if (then <= at - windowMs) mails.delete(id);
      const place = [...mails.keys()].indexOf(mail);
      // No more than tell that it is too many.
      if (mails.size > maxMails * 2) mails.delete(mails.keys().next().value ?? '');
      return place >= maxMails;
    },
  };
}
