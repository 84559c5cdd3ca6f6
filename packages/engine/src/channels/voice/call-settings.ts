export type CallSettings = {
  /** Where a socket streams the call; without one, it goes turn by turn. */
  socket?: string;
  agentNumber?: string;
  recordingAnnouncement?: string;
  patience: Patience;
};

/** Times in milliseconds. */
export type Patience = {
  /** How long an answer may take before the caller is asked to wait. */
  firstMs: number;
  /** How long one request waits for it after that; providers give up after fifteen seconds. */
  roundMs: number;
  /** How long the caller waits for the bot, and for a person, before we let them go. */
  botMs: number;
  personMs: number;
  /** How long the caller may be silent, in whole seconds. */
  silenceS: number;
};

export const usualPatience: Patience = {
  firstMs: 4_500,
  roundMs: 7_500,
  botMs: 60_000,
  personMs: 10 * 60_000,
  silenceS: 6,
};
