import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export type Options = {
  /** Messages of customers, over all conversations. */
  turns: number;
  /** Conversations at the same time; each becomes one case. */
  cases: number;
  kills: number;
  /** How often the flow is published again meanwhile, with the running cases moved to it. */
  publications: number;
  /** Decides who says what, what is sent twice or late, and what is killed when; not how fast the machine is. */
  seed: number;
  json: boolean;
  /** Instead: so many hostile webhooks; 0 for none. */
  webhooks: number;
  /** Keep the folder with data and logs. */
  keep: boolean;
};

export const usage =
  'npm run faults -- [--turns 200] [--cases 20] [--kills 12] [--publications 3] [--seed <number>] [--json] [--keep] [--webhooks [--count 10000]]';

/** Throws `RangeError` with what to write instead. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      turns: { type: 'string', default: '200' },
      cases: { type: 'string', default: '20' },
      kills: { type: 'string', default: '12' },
      publications: { type: 'string', default: '3' },
      seed: { type: 'string', default: String(randomInt(1_000_000)) },
      webhooks: { type: 'boolean', default: false },
      count: { type: 'string', default: '10000' },
      json: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const options = {
    turns: wholeNumber('turns', values.turns, 1),
    cases: wholeNumber('cases', values.cases, 1),
    kills: wholeNumber('kills', values.kills, 0),
    publications: wholeNumber('publications', values.publications, 0),
    seed: wholeNumber('seed', values.seed, 0),
    webhooks: values.webhooks ? wholeNumber('count', values.count, 1) : 0,
    json: values.json,
    keep: values.keep,
  };
  if (options.cases > options.turns)
    throw new RangeError('--cases is larger than --turns: every conversation needs a turn.');
  return options;
}

function wholeNumber(name: string, text: string, least: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new RangeError(`--${name} ${text}: write a whole number of at least ${least}.`);
}
