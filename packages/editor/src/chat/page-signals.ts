/** What the chat hears of the page and the browser around it. */
export type PageSignals = {
  isOnline(): boolean;
  isHidden(): boolean;
  /** Returns how to stop listening. */
  listen(hear: { online(): void; offline(): void; shown(): void }): () => void;
};

export const browserSignals: PageSignals = {
  isOnline: () => navigator.onLine,
  isHidden: () => document.hidden,
  listen(hear) {
    const leaving = new AbortController();
    const { signal } = leaving;
    addEventListener('online', () => hear.online(), { signal });
    addEventListener('offline', () => hear.offline(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden || hear.shown(), { signal });
    return () => leaving.abort();
  },
};
