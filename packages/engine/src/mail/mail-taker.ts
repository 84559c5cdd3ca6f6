import type { Channel } from '../channels/channel.ts';
import type { Stores } from '../stores/database.ts';
import type { ArrivedMail } from './arrived-mail.ts';
import { createKeepFile } from './keep-file.ts';
import { createMailNames } from './mail-names.ts';
import type { TakeMail, TakeMailDeps } from './take-mail.ts';
import { createTakeMail } from './take-mail.ts';

export type MailTakerDeps = Pick<TakeMailDeps, 'gateway' | 'takeReceipt' | 'metrics' | 'log'> & {
  channels: { [name: string]: Channel };
  stores: Pick<Stores, 'mailThreads' | 'setAsideMails' | 'files'>;
  masterKey: Uint8Array;
};

/** The one way of a mail into an installation; none where e-mail is not configured. */
export function createMailTaker({
  channels,
  stores,
  masterKey,
  ...deps
}: MailTakerDeps): TakeMail | undefined {
  const channel = channels['email'] as Channel<ArrivedMail> | undefined;
  if (!channel) return undefined;
  const { mailThreads, setAsideMails, files } = stores;
  return createTakeMail({
    ...{ ...deps, channel, mailThreads, setAsideMails },
    names: createMailNames(masterKey),
    keepFile: createKeepFile(files),
  });
}
