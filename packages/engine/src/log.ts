import type { Logger } from 'pino';
import { destination, pino } from 'pino';

/** The log of a process: JSON lines on standard output. What people said or who they are never belongs in it. */
export function createLog({
  level,
  name,
  to,
}: {
  level: string;
  name: string;
  to?: { write(line: string): void };
}): Logger {
  const options = {
    level,
    base: { name },
    serializers: { err: errorFacts, error: errorFacts },
    redact: ['*.password', '*.token', '*.secret', '*.text', '*.email', 'headers', '*.headers'],
  };
  return pino(options, to ?? destination({ fd: 1, sync: false }));
}

/** Errors of the database and of JSON quote the data they failed on, so of these only the kind and the place are told. */
function errorFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : { type: typeof error };
  const { code } = error as { code?: unknown };
  const quotes = error.name.startsWith('Mongo') || error instanceof SyntaxError || error.name === 'ZodError';
  return {
    type: error.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(!quotes && { message: error.message }),
    at: error.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .map((line) => line.trim()),
  };
}
