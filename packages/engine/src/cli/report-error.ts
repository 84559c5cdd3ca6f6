import { inspect } from 'node:util';
import { InputError } from '../input/input-error.ts';
import { LocalStackError } from '../local/server.ts';
import { outageOf } from '../outage.ts';

/**
 * What a command that failed says: one line of what is wrong, and one of what to do. With `THROUGHLINE_DEBUG` set, where an
 * error that nobody expected came from as well.
 */
export function reportError(error: unknown, env: NodeJS.ProcessEnv): string {
  if (error instanceof InputError || error instanceof LocalStackError) return told(error.message, error.fix);
  const port = takenPort(error);
  if (port !== undefined) return told(`Port ${port} is taken by another program.`, otherPort);
  const debug = Boolean(env['THROUGHLINE_DEBUG']);
  const stack = debug ? `\n\n${inspect(error)}` : '';
  const outage = outageOf(error);
  if (outage) return told(`${outage.text} (${messageOf(error)})`, outage.fix ?? reach) + stack;
  return told(`Something failed: ${messageOf(error)}`, debug ? report : again) + stack;
}

const reach =
  'See that it runs and that its address is right (throughline doctor tells), then run the command again.';
const otherPort =
  'Stop that program, or name another port: THROUGHLINE_PORT is the one of the pages and the API.';
const again = 'Run it again with THROUGHLINE_DEBUG=1 to see where, and report that.';
const report = 'Report what follows.';

function told(text: string, fix: string | undefined): string {
  return fix === undefined ? text : `${text}\nWhat to do: ${/[.!?>]$/.test(fix) ? fix : `${fix}.`}`;
}

function takenPort(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'EADDRINUSE') return undefined;
  return 'port' in error && typeof error.port === 'number' ? error.port : undefined;
}

/** In one line. The messages of drivers name addresses, but no passwords. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.replaceAll(/\s+/g, ' ').trim();
}
