import { MongoServerError } from 'mongodb';

/** True for the error a unique key gives. What is unique is a key, so this is an answer and not a failure. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === 11_000;
}

/** The index that was not unique, such as `place_1`. Only the text of the error says so on every server. */
export function duplicateIndex(error: unknown): string | undefined {
  return isDuplicateKey(error) ? / index: (\S+)/.exec((error as Error).message)?.[1] : undefined;
}

/** Runs an upsert again when two of them met: the second try finds what the first one wrote. */
export async function retryDuplicate<Result>(upsert: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await upsert();
    } catch (error) {
      if (!isDuplicateKey(error) || attempt === 5) throw error;
    }
  }
}

/** Waits a moment that grows with the attempt and differs between writers, so that those who met do not meet again. */
export function backOff(attempt: number): Promise<void> {
  const longest = Math.min(100, 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
}
