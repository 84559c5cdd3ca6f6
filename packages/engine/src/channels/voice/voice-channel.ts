import type { CallRow, CallStore } from '../../stores/calls.ts';
import { isLive } from '../../stores/calls.ts';
import type { FeedStore } from '../../stores/feed.ts';
import type { Channel } from '../channel.ts';
import { SendRefused } from '../channel.ts';
import { sendByFeed } from '../send-by-feed.ts';
import { callerSays } from './call-caller.ts';
import { readPlace } from './call-place.ts';
import { maxSpokenLength } from './spoken-message.ts';
import type { Telephony } from './telephony.ts';

export type VoiceDeps = {
  telephony: Telephony;
  calls: Pick<CallStore, 'get'>;
  feed: Pick<FeedStore, 'append'>;
  /** The conversation of a call. */
  conversationOf: (callId: string) => string;
  now?: () => number;
};

/**
 * Telephone calls. What is to be said lies in the message store; the feed wakes the request or the socket that has the call.
 * The routes of calls are their own: a caller waits in the line for the answer.
 */
export function createVoice({
  telephony,
  calls,
  feed,
  conversationOf,
  now = Date.now,
}: VoiceDeps): Channel<CallRow> {
  return {
    name: 'voice',
    title: 'Phone',
    capabilities: {
      maxTextLength: maxSpokenLength,
      choices: 'spoken',
      maxChoices: 9,
      maxLabelLength: 100,
      sources: 'none',
      typing: false,
      receipts: 'delivered',
      attachments: false,
      canOpen: false,
      spoken: true,
    },
    knowsSends: true,
    /** Proves the provider, and that it is a call that goes on. */
    async verify(request) {
      const verified = telephony.verify(request);
      if (!verified.ok) return verified;
      const read = telephony.read(request);
      const call = read.ok ? await calls.get(conversationOf(read.report.callId)) : null;
      return { ok: true, proof: call ?? noCall };
    },
    parse(request, call) {
      const read = telephony.read(request);
      if (!read.ok) return read;
      const { report } = read;
      const turn = readPlace(request.url)?.turn;
      const text = report.speech?.text ?? report.digits ?? '';
      if (turn === undefined || call === noCall || text.trim() === '') {
        const field = turn === undefined ? 'turn' : call === noCall ? 'call' : 'speech';
        return {
          ok: false,
          issues: [
            { field, code: 'missing', text: 'is missing.', fix: 'Send what the caller said in a call.' },
          ],
        };
      }
      return { ok: true, messages: [callerSays(report, call, { turn, text, at: request.at })] };
    },
    async send(message) {
      const { conversation, attachments } = message;
      // The customer called while they were on their way here.
      if (attachments) throw new SendRefused('channel.no-files', 'Files cannot be heard.');
      if (!isLive(await calls.get(conversation), now()))
        throw new SendRefused('channel.call-ended', 'The call has ended.');
      return sendByFeed(feed, message);
    },
  };
}

const noCall: CallRow = {
  _id: '',
  provider: '',
  callId: '',
  language: '',
  locale: '',
  startedAt: 0,
  heardAt: 0,
};
