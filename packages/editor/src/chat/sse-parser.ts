/** One event of a `text/event-stream`. */
export type SseEvent = { id?: string; type: string; data: string };

/**
 * Reads a `text/event-stream` in pieces of any size, as the standard says: fields by line, CR, LF or CRLF, an empty line
 * ends an event, comments are heartbeats. The last id is kept for events that name none.
 */
export function createSseParser(onEvent: (event: SseEvent) => void, onRetry?: (ms: number) => void) {
  let rest = '';
  let skipLineFeed = false;
  let type = '';
  let data: string[] = [];
  let id: string | undefined;

  return {
    push(chunk: string): void {
      rest += skipLineFeed && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
      if (chunk !== '') skipLineFeed = false;
      for (;;) {
        const end = rest.search(/[\r\n]/);
        if (end < 0) return;
        const line = rest.slice(0, end);
        const crlf = rest[end] === '\r' && rest[end + 1] === '\n';
        // A CR at the very end may be half of a CRLF that the next piece completes.
        skipLineFeed = rest[end] === '\r' && end === rest.length - 1;
        rest = rest.slice(end + (crlf ? 2 : 1));
        readLine(line);
      }
    },
  };

  function readLine(line: string): void {
    if (line === '') return dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) onRetry?.(Number(value));
  }

  function dispatch(): void {
    if (data.length > 0) {
      onEvent({ type: type || 'message', data: data.join('\n'), ...(id === undefined ? {} : { id }) });
    }
    type = '';
    data = [];
  }
}
