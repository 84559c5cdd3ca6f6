import type { Listener } from '../channels/listener.ts';
import type { Deps } from '../deps.ts';
import { mailListeners } from '../mail/mail-listeners.ts';
import type { TakeMail } from '../mail/take-mail.ts';

/** Starts what waits for customers beside the API's routes. Rejects when one cannot start; those before it are stopped. */
export async function startListeners(
  { config, log }: Pick<Deps, 'config' | 'log'>,
  takeMail: TakeMail | undefined,
): Promise<{ stop(): Promise<void> }> {
  const { email } = config.channels;
  const listeners = email && takeMail ? mailListeners({ config: email, takeMail, log }) : [];
  const started: Listener[] = [];
  const stop = async () => void (await Promise.all(started.map((listener) => listener.stop())));
  try {
    for (const listener of listeners) {
      await listener.start();
      started.push(listener);
      log.info({ listener: listener.name }, 'waits for mail');
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
