import type { Choice } from '@throughline/flow/message';
import type { TwilioClient } from './twilio-client.ts';

/** A list that opens takes more choices, and longer ones, than the buttons below a message do. */
export const contentLimits = { maxChoices: 10, maxLabelLength: 24 } as const;

const buttonLimits = { maxChoices: 3, maxLabelLength: 20 };
const maxBodyLength = 1_024;
const maxIdLength = 200;

/** Whether a text and its choices can be a Content. In Contents, double braces are variables. */
export function fitsContent(body: string, choices: readonly Choice[]): boolean {
  return (
    body.length <= maxBodyLength &&
    choices.every(({ id }) => id.length <= maxIdLength) &&
    [body, ...choices.map(({ label }) => label)].every((text) => !text.includes('{{'))
  );
}

export type TwilioContents = {
  /** Makes the Content that one message is sent by; it is deleted some time after. */
  use<Result>(
    body: string,
    choices: readonly Choice[],
    give: (contentSid: string) => Promise<Result>,
  ): Promise<Result>;
};

const friendlyName = 'throughline: for one message';

/**
 * Twilio takes choices only by a Content, which holds the answer's text and would stay for ever. It may still be read while the
 * message is on its way, so that all of ours are deleted that are older than `keptMs`: also those of a process that ended before.
 */
export function createTwilioContents(client: TwilioClient, keptMs = 5 * 60_000): TwilioContents {
  const { contents } = client.content.v1;
  let sweep: NodeJS.Timeout | undefined;

  function sweepLater(): void {
    sweep ??= setTimeout(() => {
      sweep = undefined;
      // What stays for now is found by the next sweep.
      void removeOld().catch(() => undefined);
    }, keptMs + 1_000).unref();
  }

  async function removeOld(): Promise<void> {
    const ours = (await contents.list({ limit: 10_000, pageSize: 500 })).filter(
      (content) => content.friendlyName === friendlyName,
    );
    const old = ours.filter(({ dateCreated }) => Date.parse(String(dateCreated)) <= Date.now() - keptMs);
    for (const { sid } of old) await contents(sid).remove();
    if (old.length < ours.length) sweepLater();
  }

  return {
    async use(body, choices, give) {
      const { sid } = await contents.create({
        friendly_name: friendlyName,
        language: 'en',
        types: typesOf(body, choices),
      } as never);
      try {
        return await give(sid);
      } finally {
        sweepLater();
      }
    },
  };
}

function typesOf(body: string, choices: readonly Choice[]) {
  const { maxChoices, maxLabelLength } = buttonLimits;
  if (choices.length <= maxChoices && choices.every(({ label }) => label.length <= maxLabelLength))
    return {
      'twilio/quick-reply': { body, actions: choices.map(({ id, label }) => ({ title: label, id })) },
    };
  const items = choices.map(({ id, label }) => ({ item: label, id }));
  // The word of many languages for what opens.
  return { 'twilio/list-picker': { body, button: 'Menu', items } };
}
