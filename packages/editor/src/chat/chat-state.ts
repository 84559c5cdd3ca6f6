import {
  emptyTranscript,
  reduceTranscript,
  unread,
  type Transcript,
  type TranscriptAction,
} from './transcript.ts';

export type ChatState = {
  transcript: Transcript;
  /** `idle` until the visitor opens the chat: nobody is tracked who does not ask. */
  phase: 'idle' | 'loading' | 'ready' | 'failed';
  connected: boolean;
  /** Place of the newest message that the visitor has seen. */
  seenSeq: number;
  unread: number;
  /** Grows when somebody else is at the page: what was shown or half written before is not theirs. */
  visitors: number;
  greeting?: string;
};

export type ChatView = ReturnType<typeof createChatState>;

/** What the views show, and how they hear that it changed. */
export function createChatState(start: Pick<ChatState, 'connected' | 'seenSeq'>) {
  const listeners = new Set<(state: ChatState) => void>();
  let state: ChatState = { ...start, transcript: emptyTranscript, phase: 'idle', unread: 0, visitors: 0 };

  return {
    get: () => state,
    update,
    dispatch: (action: TranscriptAction) =>
      update({ transcript: reduceTranscript(state.transcript, action) }),
    subscribe(listener: (state: ChatState) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => listeners.clear(),
  };

  function update(change: Partial<ChatState>): void {
    state = { ...state, ...change };
    state = { ...state, unread: unread(state.transcript, state.seenSeq) };
    for (const listener of listeners) listener(state);
  }
}
