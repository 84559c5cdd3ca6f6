import { LocalStackError, type FoundAddress, type LocalServer, type Running } from './server.ts';

/** Somebody else's server: checked, and otherwise left alone. */
export async function useAddress(server: LocalServer, found: FoundAddress): Promise<Running> {
  const { name, title } = server;
  const version = await server.check(found.address).catch((error: unknown) => {
    throw new LocalStackError(
      'not-reachable',
      `${title} does not answer at the address in ${found.source}: ${(error as Error).message}`,
      `start it, correct ${found.source}, or unset it to have one brought along`,
    );
  });
  const refuse = (): Promise<never> =>
    Promise.reject(
      new Error(`${title} is named by ${found.source}; it is not this stack's to kill or restart`),
    );
  return {
    name,
    address: found.address,
    pid: undefined,
    source: found.source,
    version,
    logFile: undefined,
    pages: {},
    stop: () => Promise.resolve(),
    kill: refuse,
    restart: refuse,
  };
}
