import type { CustomerMessage } from '@throughline/flow/message';
import type { ConfigOf } from '@throughline/flow/declaration';
import type { DeciderOf } from '../define-node.ts';
import { durationMs } from '@throughline/flow/duration';
import { saidIn } from '../said.ts';
import { holdsPhrase } from '../words-of.ts';
import type { ingest } from './ingest.ts';

/** A keyword beats a channel, and a listed channel beats "every channel". */
const scores = { any: 1, channel: 2, keyword: 10 };

export const decideIngest: DeciderOf<typeof ingest> = {
  enter({ config, messages }) {
    const keyword = findKeyword(config.keywords, saidIn(messages)) ?? '';
    const channel = messages.at(-1)?.channel ?? '';
    return { port: 'started', output: { channel, keyword, count: messages.length } };
  },
  entry: {
    match: (config, message) => matchScore(config, message),
    quietMs: (config) => durationMs(config.quiet) ?? 0,
  },
};

function matchScore(config: ConfigOf<typeof ingest>, message: CustomerMessage): number {
  const { channels, keywords } = config;
  if (channels.length > 0 && !channels.includes(message.channel)) return 0;
  const byChannel = channels.length > 0 ? scores.channel : scores.any;
  if (keywords.length === 0) return byChannel;
  return findKeyword(keywords, message.text) === undefined ? 0 : scores.keyword + byChannel;
}

function findKeyword(keywords: string[], text: string): string | undefined {
  return keywords.find((keyword) => holdsPhrase(text, keyword));
}
