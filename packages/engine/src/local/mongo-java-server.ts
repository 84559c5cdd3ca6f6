import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Cache } from './cache.ts';
import { findOnPath, runCommand } from './command.ts';
import { LocalStackError, type FoundProgram, type Progress } from './server.ts';

const VERSION = '1.47.0';
const SOURCES = fileURLToPath(new URL('mongo-java-server', import.meta.url));

/** The MongoDB-compatible server on the JVM, from Maven: the route where no `mongod` can be downloaded. */
export interface MongoJavaServer {
  readonly version: string;
  find(): Promise<FoundProgram | undefined>;
  fetch(why: string, progress: Progress): Promise<FoundProgram>;
  command(lib: string, port: number, file: string): string[];
}

export function mongoJavaServer(env: NodeJS.ProcessEnv, cache: Cache): MongoJavaServer {
  const lib = cache.path('mongo-java-server', VERSION);
  const found: FoundProgram = {
    kind: 'program',
    path: lib,
    variant: 'java',
    source: 'mongo-java-server (MongoDB-compatible, not MongoDB) from Maven',
  };

  return {
    version: VERSION,

    async find() {
      const jars = await readdir(lib).catch(() => []);
      return jars.length > 0 && (await findOnPath('java', env)) ? found : undefined;
    },

    async fetch(why, progress) {
      const [maven, java] = await Promise.all([findOnPath('mvn', env), findOnPath('java', env)]);
      if (maven === undefined || java === undefined)
        throw nothingFound(`${why}, and there is no Java and Maven`);
      const goals = ['dependency:copy-dependencies', `-DincludeScope=runtime`];
      await cache.put(lib, async (dir) => {
        const args = ['-q', '-B', '-f', join(SOURCES, 'pom.xml'), ...goals, `-DoutputDirectory=${dir}`];
        await runCommand(maven, args, {
          timeoutMs: 5 * 60_000,
          env,
          onSecond: (s) =>
            progress({
              what: 'mongodb',
              text: `fetching mongo-java-server with Maven, once (${why}): ${s} s`,
            }),
        }).catch((error: unknown) => {
          throw nothingFound(
            `${why}, and Maven could not fetch the compatible server: ${(error as Error).message}`,
          );
        });
      });
      return found;
    },

    command(lib, port, file) {
      // One collector thread and a bounded heap: it serves one person's machine, beside much else.
      const limits = ['-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
      const launcher = join(SOURCES, 'Launcher.java');
      return ['java', ...limits, '-cp', join(lib, '*'), launcher, String(port), file];
    },
  };
}

function nothingFound(why: string): LocalStackError {
  return new LocalStackError(
    'not-found',
    `no MongoDB server: ${why}`,
    'install MongoDB, or a JDK 17 and Maven, or set THROUGHLINE_MONGODB_URL to a running one',
  );
}
