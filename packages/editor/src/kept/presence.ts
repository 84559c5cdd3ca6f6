/** Which windows of this browser are open. */
export type Presence = {
  /** Has the id for this window as long as that is open, however it ends. False where another window has it. */
  claim(id: string, options: { mayBeTaken: boolean }): Promise<boolean>;
  openAmong(ids: readonly string[]): Promise<ReadonlySet<string>>;
};
