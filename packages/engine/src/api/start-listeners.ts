import type { Channel } from '../channels/channel.ts';
import type { Listener } from '../channels/listener.ts';
import type { Deps } from '../deps.ts';
import type { ArrivedMail } from '../mail/arrived-mail.ts';
import { createKeepFile } from '../mail/keep-file.ts';
import { mailListeners } from '../mail/mail-listeners.ts';
import { createMailNames } from '../mail/mail-names.ts';
import { createTakeMail } from '../mail/take-mail.ts';
import type { Metrics } from './metrics.ts';

/** Starts what waits for customers beside the API's routes. Rejects when one cannot start; those before it are stopped. */
export async function startListeners(deps: Deps, metrics: Metrics): Promise<{ stop(): Promise<void> }> {
  const started: Listener[] = [];
  const stop = async () => void (await Promise.all(started.map((listener) => listener.stop())));
  try {
    for (const listener of listenersOf(deps, metrics)) {
      await listener.start();
      started.push(listener);
      deps.log.info({ listener: listener.name }, 'waits for mail');
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

function listenersOf(deps: Deps, metrics: Metrics): Listener[] {
  const { config, stores, channels, gateway, takeReceipt, log } = deps;
  const { email } = config.channels;
  const channel = channels['email'] as Channel<ArrivedMail> | undefined;
  if (!email || !channel) return [];
  const { mailThreads, setAsideMails } = stores;
  const names = createMailNames(config.masterKey.bytes);
  const takeMail = createTakeMail({
    ...{ channel, gateway, takeReceipt, mailThreads, setAsideMails, names, metrics },
    keepFile: createKeepFile(stores.files),
  });
  return mailListeners({ config: email, takeMail, log });
}
