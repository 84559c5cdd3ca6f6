import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlaceWish } from './choose-place.ts';
import { choosePlace, needs } from './choose-place.ts';
import type { Place } from './place.ts';
import { capabilitiesOf, placeOf } from './testing/places.ts';

const now = Date.parse('2026-11-21T23:00:00Z');
const wish: PlaceWish = {
  ...{ needs: [], urgency: 'normal', calls: false, said: [], now },
  costs: ['webchat', 'email', 'whatsapp', 'sms', 'voice'],
};

const anyPlace: fc.Arbitrary<Place> = fc
  .record(
    {
      channel: fc.constantFrom('webchat', 'email', 'sms', 'whatsapp', 'voice', 'fax'),
      conversation: fc.constantFrom('c1', 'c2', 'c3'),
      current: fc.boolean(),
      proven: fc.boolean(),
      heard: fc.nat({ max: 50 }),
      heardAt: fc.integer({ min: now - 1e9, max: now }),
      closed: fc.constantFrom('opted-out', 'window-closed', 'not-proven'),
      byTemplate: fc.boolean(),
    },
    { requiredKeys: ['channel', 'current', 'proven', 'heard'] },
  )
  .map((place): Place => ({ ...place, capabilities: capabilitiesOf(place.channel) }));

const anyWish: fc.Arbitrary<PlaceWish> = fc.record({
  needs: fc.subarray([...needs]),
  urgency: fc.constantFrom('low', 'normal', 'high'),
  costs: fc.constant(wish.costs),
  calls: fc.boolean(),
  said: fc.array(
    fc.record({
      channels: fc.subarray(['email', 'sms', 'voice']),
      wanted: fc.boolean(),
      where: fc.constant('said'),
    }),
  ),
  load: fc.record({ waiting: fc.nat({ max: 30 }), longestMs: fc.nat({ max: 1e8 }) }),
  now: fc.constant(now),
});

describe('choosePlace', () => {
  it('never puts a closed place first, tells of every place why, and adds up', () => {
    fc.assert(
      fc.property(fc.array(anyPlace, { maxLength: 8 }), anyWish, (places, wish) => {
        const scored = choosePlace(places, wish);
        expect(scored).toHaveLength(places.length);
        for (const { place, possible, score, reasons } of scored) {
          const mayNot = place.closed !== undefined || (place.capabilities.spoken && !wish.calls);
          expect(possible && mayNot).toBe(false);
          expect(reasons.length > 0 || (possible && score === 0)).toBe(true);
          const points = reasons.map((reason) => Number(/^[+−]\d+/.exec(reason)?.[0].replace('−', '-') ?? 0));
          expect(points.reduce((sum, one) => sum + one, 0)).toBe(score);
        }
        const order = scored.map(({ possible }) => Number(!possible));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });

  it('chooses the same in whatever order the places come', () => {
    const places = fc.uniqueArray(anyPlace, { selector: (one) => `${one.channel} ${one.conversation}` });
    fc.assert(
      fc.property(places, anyWish, (places, wish) => {
        expect(choosePlace(places.toReversed(), wish)).toEqual(choosePlace(places, wish));
      }),
    );
  });

  const chat = placeOf('webchat', { current: true, heard: 3, heardAt: now - 5 * 3_600_000 });
  const email = placeOf('email', { heard: 1, heardAt: now - 86_400_000 });
  const best = (places: Place[], more: Partial<PlaceWish> = {}) =>
    choosePlace(places, { ...wish, ...more })[0]?.place.channel;

  it('goes on in the chat while the customer is there, and by e-mail when they have left', () => {
    expect(best([{ ...chat, heardAt: now }, email])).toBe('webchat');
    expect(best([chat, email], { urgency: 'low' })).toBe('email');
  });

  it('does what the customer said last', () => {
    const said = [
      { channels: ['webchat'], wanted: true, where: 'earlier' },
      { channels: ['email'], wanted: true, where: 'now' },
      { channels: ['webchat'], wanted: false, where: 'now' },
    ];
    expect(best([{ ...chat, heardAt: now }, email], { said })).toBe('email');
  });

  it('calls in a hurry, unless many wait for those who call', () => {
    const places = [placeOf('voice'), placeOf('sms', { heard: 2, heardAt: now - 86_400_000, current: true })];
    const urgent = { calls: true, urgency: 'high' } as const;
    expect(best(places.slice(0, 1), urgent)).toBe('voice');
    expect(best([placeOf('voice'), placeOf('email')], urgent)).toBe('voice');
    expect(
      best([placeOf('voice'), placeOf('email')], { ...urgent, load: { waiting: 9, longestMs: 0 } }),
    ).toBe('email');
  });
});
