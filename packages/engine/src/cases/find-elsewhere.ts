import type { Elsewhere } from '@throughline/flow/event';
import { earlierSends } from '@throughline/flow/failed-send';
import type { NodeError } from '@throughline/flow/node-result';
import { anyPlace, choosePlace } from '@throughline/nodes/choose-place';
import type { Stores } from '../stores/database.ts';
import type { OutboxRow } from '../stores/outbox.ts';
import type { Places } from './places.ts';

/** Another place for a message that the customer surely does not have; undefined when there is none, or they may have it. */
export type FindElsewhere = (row: OutboxRow, error: NodeError) => Promise<Elsewhere | undefined>;

export type FindElsewhereDeps = {
  stores: Pick<Stores, 'outbox'>;
  places: Places;
  now?: () => number;
};

/**
 * Anything else may mean that it arrived after all: two copies are worse than one that a person looks after. Nor is it said
 * elsewhere to somebody who wants no messages.
 */
const surelyMissing = new Set([
  'channel.bounced',
  'channel.invalid-address',
  'channel.no-address',
  'channel.no-files',
  'channel.no-such-address',
  'channel.not-allowed',
  'channel.refused',
  'channel.too-long',
  'channel.undelivered',
  'channel.unknown',
  'channel.unreachable',
  'channel.window-closed',
]);

export function createFindElsewhere({ stores, places, now = Date.now }: FindElsewhereDeps): FindElsewhere {
  return async (row, error) => {
    if (row.unsure === true || !surelyMissing.has(error.code)) return undefined;
    const earlier = await Promise.all(earlierSends(row._id).map((send) => stores.outbox.get(send)));
    const tried = new Set([row, ...earlier].map((one) => one?.conversation));
    const left = (await places.of(row.caseId)).filter(
      ({ conversation, proven }) => conversation !== undefined && proven && !tried.has(conversation),
    );
    const [best] = choosePlace(left, anyPlace(now()));
    const conversation = best?.possible ? best.place.conversation : undefined;
    if (conversation === undefined) return undefined;
    const place = await places.open(row.caseId, conversation);
    if (!place || place.closed) return undefined;
    const { text, choices, sources, attachments, author, node } = row;
    return {
      ...{ channel: place.channel, conversation, text },
      ...(choices && { choices }),
      ...(sources && { sources }),
      ...(attachments && { attachments }),
      ...(author !== undefined && { author }),
      ...(node !== undefined && { node }),
    };
  };
}
