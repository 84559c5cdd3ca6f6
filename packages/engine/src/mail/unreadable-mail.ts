/** Nobody wrote it by hand: a thousand parts, or what takes minutes to read. */
export class UnreadableMail extends Error {
  constructor(options?: ErrorOptions) {
    super('It cannot be read as a mail.', options);
    this.name = 'UnreadableMail';
  }
}
