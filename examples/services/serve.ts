import { fileURLToPath } from 'node:url';
import type { JsonService } from './json-service.ts';

type Command = {
  /** `import.meta.url` of the file that may have been called. */
  url: string;
  title: string;
  port: number;
  tokenVariable: string;
  /** Path to show. */
  example: string;
  create(options: { port: number; token: string }): Promise<JsonService>;
};

/** Serves until Ctrl-C when the file was called by itself, on `PORT` or its usual port. */
export async function serve({ url, title, port, tokenVariable, example, create }: Command): Promise<void> {
  if (process.argv[1] !== fileURLToPath(url)) return;
  try {
    const chosen = Number(process.env['PORT'] ?? port);
    const service = await create({ port: chosen, token: process.env[tokenVariable] ?? '' });
    console.log(`${title}: ${service.url}${example}`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void service.close());
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
