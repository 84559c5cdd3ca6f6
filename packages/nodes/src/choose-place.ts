import type { ChannelCapabilities } from '@throughline/flow/channel-capabilities';
import type { Place } from './place.ts';
import { channelTitle, closedReasons } from './place.ts';

/** What the next message needs of the place where it is said. */
export const needs = ['attachments', 'buttons', 'long-text', 'spoken', 'private'] as const;
export type Need = (typeof needs)[number];

/** What a message usually costs, the cheapest first. */
export const usualCosts = [
  'webchat',
  'telegram',
  'messenger',
  'instagram',
  'email',
  'whatsapp',
  'plivo-sms',
  'sms',
  'voice',
];

export type Urgency = 'low' | 'normal' | 'high';

export type PlaceWish = {
  needs: readonly Need[];
  urgency: Urgency;
  /** Names of channels, the cheapest first. */
  costs: readonly string[];
  /** Only these, where given. */
  channels?: readonly string[];
  /** Whether a call comes into question. */
  calls: boolean;
  /** What the customer says about channels, in the order in which it was said; the last word counts. */
  said: readonly { channels: readonly string[]; wanted: boolean; where: string }[];
  /** Who waits for the people who call. */
  load?: { waiting: number; longestMs: number };
  now: number;
};

/** No wish but to reach the customer in writing. */
export function anyPlace(now: number): PlaceWish {
  return { needs: [], urgency: 'normal', calls: false, said: [], costs: usualCosts, now };
}

/** A place with all that speaks for and against it. `reasons` are sentences; what closes a place has no points. */
export type ScoredPlace = { place: Place; possible: boolean; score: number; reasons: string[] };

type Reason = { points: number; text: string };

/** Places by how well they fit, the best first; those to which nothing can be sent come last. Pure. */
export function choosePlace(places: readonly Place[], wish: PlaceWish): ScoredPlace[] {
  const heard = places.reduce((sum, place) => sum + place.heard, 0);
  const lastHeard = Math.max(0, ...places.map(({ heardAt = 0 }) => heardAt));
  return places
    .map((place) => scored(place, wish, { heard, lastHeard }))
    .sort((one, other) => rank(other) - rank(one) || compareNames(one.place, other.place));
}

function scored(place: Place, wish: PlaceWish, all: { heard: number; lastHeard: number }): ScoredPlace {
  const against = obstacles(place, wish);
  if (against.length > 0) return { place, possible: false, score: 0, reasons: against };
  const reasons = [
    ...preference(place, wish),
    ...habit(place, all),
    ...openness(place, wish),
    ...speed(place, wish),
    ...expense(place, wish),
  ].filter(({ points }) => points !== 0);
  return {
    place,
    possible: true,
    score: reasons.reduce((sum, { points }) => sum + points, 0),
    reasons: reasons.map(({ points, text }) => `${points > 0 ? '+' : '−'}${Math.abs(points)}: ${text}`),
  };
}

function obstacles({ channel, capabilities, closed, proven }: Place, wish: PlaceWish): string[] {
  const title = channelTitle(channel);
  return [
    ...(closed ? [closedReasons[closed]] : []),
    ...(wish.channels && !wish.channels.includes(channel) ? [`The node does not consider ${title}.`] : []),
    ...(capabilities.spoken && !wish.calls ? ['The node does not consider calls.'] : []),
    ...wish.needs.flatMap((need) => (meets[need](capabilities, proven) ? [] : [lacks[need]])),
  ];
}

const longTextLength = 4_000;

const meets: { [Name in Need]: (capabilities: ChannelCapabilities, proven: boolean) => boolean } = {
  attachments: ({ attachments }) => attachments,
  buttons: ({ choices }) => choices === 'buttons',
  'long-text': ({ maxTextLength, spoken }) => maxTextLength >= longTextLength && !spoken,
  spoken: ({ spoken }) => spoken,
  private: (_, proven) => proven,
};

const lacks: { [Name in Need]: string } = {
  attachments: 'It takes no attachments.',
  buttons: 'It has no buttons.',
  'long-text': 'It has no room for long texts.',
  spoken: 'Nothing is spoken there.',
  private: 'It is not proven that only the customer reads it.',
};

function preference({ channel }: Place, { said }: PlaceWish): Reason[] {
  const last = said.findLast(({ channels }) => channels.includes(channel));
  if (last)
    return [
      last.wanted
        ? { points: 100, text: `the customer wants it (${last.where})` }
        : { points: -100, text: `the customer does not want it (${last.where})` },
    ];
  return [];
}

function habit(place: Place, all: { heard: number; lastHeard: number }): Reason[] {
  const share = all.heard > 0 ? place.heard / all.heard : 0;
  return [
    { points: place.current ? 15 : 0, text: 'the case is there now' },
    {
      points: place.heardAt !== undefined && place.heardAt === all.lastHeard ? 15 : 0,
      text: 'the customer was heard there last',
    },
    {
      points: Math.round(share * 20),
      text: `${Math.round(share * 100)} % of what the customer wrote came from there`,
    },
    { points: place.heard === 0 ? -10 : 0, text: 'the customer has never written there' },
  ];
}

const hour = 3_600_000;
/** Whoever said nothing for so long has probably left the page. */
const goneAfterMs = 10 * 60_000;

function openness({ capabilities, heardAt, openUntil, byTemplate }: Place, { now }: PlaceWish): Reason[] {
  const isGone = capabilities.live && now - (heardAt ?? 0) > goneAfterMs;
  return [
    {
      points: isGone ? -40 : 0,
      text:
        heardAt === undefined ? 'nobody may be there' : `nothing was heard there for ${span(now - heardAt)}`,
    },
    {
      points: openUntil !== undefined && openUntil - now < hour ? -10 : 0,
      text: 'it closes within an hour',
    },
    { points: byTemplate ? -20 : 0, text: 'only a template can be sent there now' },
  ];
}

function speed({ capabilities, channel, heardAt }: Place, { urgency, load, now }: PlaceWish): Reason[] {
  const isThere = capabilities.live && now - (heardAt ?? 0) <= goneAfterMs;
  const kind = capabilities.spoken ? 'call' : isThere ? 'there' : channel === 'email' ? 'slow' : 'pushed';
  const waiting = capabilities.spoken && load && load.waiting > 0 ? load : undefined;
  return [
    { points: pace[urgency][kind], text: `${paceText[kind]}, and urgency is ${urgency}` },
    {
      points: waiting ? -Math.min(60, 10 * waiting.waiting + Math.round(waiting.longestMs / 60_000)) : 0,
      text: `${waiting?.waiting ?? 0} wait for a person, the first for ${span(waiting?.longestMs ?? 0)}`,
    },
  ];
}

const pace: { [Level in Urgency]: { call: number; there: number; pushed: number; slow: number } } = {
  high: { call: 40, there: 35, pushed: 25, slow: -10 },
  normal: { call: -20, there: 15, pushed: 5, slow: 5 },
  low: { call: -40, there: 5, pushed: 0, slow: 15 },
};

const paceText = {
  call: 'a call is answered at once',
  there: 'the customer is there at this moment',
  pushed: 'it is seen within minutes',
  slow: 'it is read within hours',
};

function expense({ channel }: Place, { costs }: PlaceWish): Reason[] {
  const at = costs.indexOf(channel);
  const place = at < 0 ? costs.length : at;
  return [{ points: -3 * place, text: `${place} of ${costs.length} channels cost less` }];
}

function rank({ possible, score }: ScoredPlace): number {
  return possible ? score : -Infinity;
}

/** Equals stand in the order of their names, so that the same places give the same choice. */
function compareNames(one: Place, other: Place): number {
  const [a, b] = [`${one.channel} ${one.conversation ?? ''}`, `${other.channel} ${other.conversation ?? ''}`];
  return a < b ? -1 : a > b ? 1 : 0;
}

function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1_440)} days`;
}
