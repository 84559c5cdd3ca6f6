import { describe, expect, it } from 'vitest';
import { duration, exactTime, longDistance, shortDistance } from './relative-time.ts';

const now = Date.UTC(2026, 10, 21, 12);
const minute = 60_000;

describe('relative time', () => {
  it('is short in lists', () => {
    const distances = [0, 59_999, minute, 59 * minute, 60 * minute, 47 * 60 * minute, 48 * 60 * minute];
    expect(distances.map((ms) => shortDistance(now - ms, now))).toEqual([
      'now',
      'now',
      '1m',
      '59m',
      '1h',
      '1d',
      '2d',
    ]);
    expect(shortDistance(now + 3 * 60 * minute, now)).toBe('in 3h');
  });

  it('is in words elsewhere', () => {
    expect(longDistance(now - 30_000, now)).toBe('just now');
    expect(longDistance(now - minute, now)).toBe('1 minute ago');
    expect(longDistance(now + 26 * 60 * minute, now)).toBe('in 1 day');
  });

  it('counts a length as a clock does', () => {
    const lengths = [-1, 9_999, 133_000, 10 * minute, 62 * minute + 13_000];
    expect(lengths.map(duration)).toEqual(['0:00', '0:09', '2:13', '10:00', '1:02:13']);
  });

  it('names the zone of the exact time', () => {
    expect(exactTime(now, 'en-GB', 'Asia/Kolkata')).toMatch(/Sat.*21 Nov 2026.*17:30:00.*GMT\+5:30/);
  });
});
