import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Providers } from './line.ts';

/** The stand-ins lie with the tests: they are no part of the engine. Undefined where the project came without them. */
export async function findProviders(root: string): Promise<Providers | undefined> {
  const file = join(root, 'test/providers/start-providers.ts');
  if (!existsSync(file)) return undefined;
  const { startProviders } = (await import(pathToFileURL(file).href)) as {
    startProviders(): Promise<Providers>;
  };
  return startProviders();
}
