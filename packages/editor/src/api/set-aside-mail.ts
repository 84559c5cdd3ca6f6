/** A mail that no case got. `takeable`: it can still become a message. */
export type SetAsideMail = {
  id: string;
  kind: string;
  at: number;
  from?: string;
  subject: string;
  text?: string;
  bytes?: number;
  takeable: boolean;
};

export type SetAsidePage = { mails: SetAsideMail[]; next?: { before: number; beforeId: string } };
