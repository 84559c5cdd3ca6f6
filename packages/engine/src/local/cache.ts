import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** How long a source that was out of reach is not tried again. */
export const OUT_OF_REACH_MS = 60 * 60 * 1000;

/** Programs and models that were fetched once and serve every stack of this user. */
export interface Cache {
  readonly dir: string;
  path(...parts: string[]): string;
  /** Lets `fill` write into a fresh folder, and puts it in place in one step, so that nobody sees half of it. */
  put(target: string, fill: (dir: string) => Promise<void>): Promise<void>;
  /** When the source was found out of reach, if that is less than `OUT_OF_REACH_MS` ago. */
  outOfReachSince(source: string): Promise<Date | undefined>;
  rememberOutOfReach(source: string): Promise<void>;
  /** All sources that are not tried at present, and until when (ISO 8601). */
  outOfReach(): Promise<Record<string, string>>;
}

/** `THROUGHLINE_CACHE`, else `$XDG_CACHE_HOME/throughline`, else `~/.cache/throughline`. */
export function openCache(env: NodeJS.ProcessEnv, now: () => number = Date.now): Cache {
  const dir = env.THROUGHLINE_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'throughline');
  const memory = join(dir, 'out-of-reach.json');

  return {
    dir,
    path: (...parts) => join(dir, ...parts),

    async put(target, fill) {
      await mkdir(dirname(target), { recursive: true });
      await removeAbandoned(target, now());
      const fresh = await mkdtemp(`${target}.part-`);
      try {
        await fill(fresh);
        await chmod(fresh, 0o755);
        await rm(target, { recursive: true, force: true });
        await rename(fresh, target).catch((error: NodeJS.ErrnoException) => {
          // Somebody else has put theirs in place meanwhile, which is as good.
          if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
        });
      } finally {
        await rm(fresh, { recursive: true, force: true });
      }
    },

    async outOfReachSince(source) {
      const at = (await readMemory(memory))[source];
      return at !== undefined && now() - at < OUT_OF_REACH_MS ? new Date(at) : undefined;
    },

    async rememberOutOfReach(source) {
      await mkdir(dir, { recursive: true });
      const known = { ...(await readMemory(memory)), [source]: now() };
      const fresh = `${memory}.${process.pid}`;
      await writeFile(fresh, JSON.stringify(known));
      await rename(fresh, memory);
    },

    async outOfReach() {
      const known = Object.entries(await readMemory(memory)).filter(([, at]) => now() - at < OUT_OF_REACH_MS);
      return Object.fromEntries(
        known.map(([source, at]) => [source, new Date(at + OUT_OF_REACH_MS).toISOString()]),
      );
    },
  };
}

/** What an interrupted fetch left half done; a fetch that takes a day is none. */
async function removeAbandoned(target: string, now: number): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(target)}.part-`)) continue;
    const part = join(folder, name);
    const found = await stat(part).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > 24 * 60 * 60 * 1000) {
      await rm(part, { recursive: true, force: true });
    }
  }
}

async function readMemory(file: string): Promise<Record<string, number>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
