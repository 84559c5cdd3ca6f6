import { Listr } from 'listr2';
import { plainProgress } from './plain-progress.ts';
import type { Progress, ProgressEvent } from './server.ts';

const TITLES = {
  temporal: 'Temporal',
  mongodb: 'MongoDB',
  chroma: 'Chroma',
  'embedding-model': 'Embedding model',
} as const;

export interface ShownProgress {
  readonly progress: Progress;
  /** Resolves when the last line is drawn; to be called when nothing more will come. */
  end(): Promise<void>;
  /** Leaves the terminal as it was, for a process that is about to exit. */
  abandon(): void;
}

/** One live line per server on a terminal, plain lines elsewhere. */
export function showProgress(out: NodeJS.WriteStream = process.stdout): ShownProgress {
  if (!out.isTTY)
    return {
      progress: plainProgress((line) => out.write(`${line}\n`)),
      end: () => Promise.resolve(),
      abandon: () => {},
    };

  const lines = new Map(Object.keys(TITLES).map((what) => [what, eventLine()]));
  const list = new Listr(
    Object.entries(TITLES).map(([what, title]) => ({
      title,
      task: async (_context, task) => {
        for await (const event of lines.get(what)!.events()) {
          if (event.end === 'failed') throw new Error(event.text);
          task.title = event.end === 'ready' ? `${title} ${event.text}` : `${title}: ${textOf(event)}`;
        }
      },
    })),
    { concurrent: true, exitOnError: false, registerSignalListeners: false },
  );
  // A failure is told by whoever started the servers.
  const drawn = list.run().catch(() => {});
  return {
    progress: (event) => lines.get(event.what)?.push(event),
    async end() {
      for (const line of lines.values()) line.close();
      await drawn;
    },
    abandon: () => void out.write('\u001B[?25h'),
  };
}

function textOf({ text, fraction }: ProgressEvent): string {
  if (fraction === undefined) return text;
  const full = Math.round(fraction * 20);
  return `${text} ${'█'.repeat(full)}${'░'.repeat(20 - full)} ${Math.round(fraction * 100)}%`;
}

/** The events of one server, awaited one by one. */
function eventLine() {
  const waiting: ProgressEvent[] = [];
  let closed = false;
  let wake = (): void => {};
  return {
    push(event: ProgressEvent) {
      waiting.push(event);
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    async *events() {
      for (;;) {
        const event = waiting.shift();
        if (event !== undefined) yield event;
        if (event?.end !== undefined) return;
        if (event !== undefined) continue;
        if (closed) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
