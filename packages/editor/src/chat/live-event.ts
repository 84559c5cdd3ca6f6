import type { ChatMessage, ChatStatus } from './protocol.ts';
import type { SseEvent } from './sse-parser.ts';
import type { TranscriptAction } from './transcript.ts';

/** What an event of the stream does to the transcript; nothing, if it is of a kind that is not known here. */
export function actionOf({ type, data }: SseEvent, now: number): TranscriptAction | undefined {
  const value = parse(data);
  if (value === undefined) return undefined;
  switch (type) {
    case 'message':
      return { type: 'received', messages: [value as ChatMessage] };
    case 'typing':
      return { type: 'typing', ...(value as { from: 'bot' | 'agent'; on: boolean }), at: now };
    case 'status':
      return { type: 'status', status: value as ChatStatus };
    case 'delivery':
      return { type: 'delivery', ...(value as { id: string; state: string }) };
    default:
      return undefined;
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
