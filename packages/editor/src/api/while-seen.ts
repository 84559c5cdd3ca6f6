type Page = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/** Somebody who looks at another window for a moment finds this one as it was. */
export const unseenMs = 60_000;

/**
 * Starts what is needed while somebody looks at the page, stops it once nobody has for a minute, and starts it again. A browser
 * has six connections to a server over HTTP/1.1 for all its windows: each that listens on unseen takes one from the others.
 * Gives how to end it.
 */
export function whileSeen(
  { start, stop }: { start(): void; stop(): void },
  page: Page = document,
): () => void {
  let runs = false;
  let leaving: ReturnType<typeof setTimeout> | undefined;

  function look(): void {
    clearTimeout(leaving);
    if (page.visibilityState === 'hidden') {
      if (runs) leaving = setTimeout(end, unseenMs);
    } else if (!runs) {
      runs = true;
      start();
    }
  }

  function end(): void {
    clearTimeout(leaving);
    if (!runs) return;
    runs = false;
    stop();
  }

  page.addEventListener('visibilitychange', look);
  // A window may be opened behind others.
  look();
  return () => {
    page.removeEventListener('visibilitychange', look);
    end();
  };
}
