/** What somebody gave cannot be used. The text names the file and the place; `fix` says what to do. */
export class InputError extends Error {
  readonly fix: string | undefined;

  constructor(text: string, fix?: string, options?: ErrorOptions) {
    super(text, options);
    this.name = 'InputError';
    this.fix = fix;
  }
}
