import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as q from './resend-queue.ts';

const message = (id: string) => ({ id, text: `text of ${id}`, at: 1_000 });
const queueOf = (...ids: string[]) =>
  ids.reduce((queue, id) => q.enqueue(queue, message(id)), [] as q.ResendQueue);
const next = (queue: q.ResendQueue, now = 0) => q.nextToSend(queue, now);

describe('resend queue', () => {
  it('sends in order, one after the other', () => {
    const queue = queueOf('a', 'b');
    expect(next(queue)).toMatchObject({ message: { id: 'a' } });
    expect(next(q.accepted(queue, 'a'))).toMatchObject({ message: { id: 'b' } });
    expect(next(q.accepted(q.accepted(queue, 'a'), 'b'))).toBeUndefined();
  });

  it('takes the same id once', () => {
    expect(queueOf('a', 'a')).toHaveLength(1);
  });

  it('holds later messages back while an earlier one waits', () => {
    const queue = q.postpone(queueOf('a', 'b'), 'a', 10_000, 1);
    expect(next(queue, 10_000)).toEqual({ waitMs: 500 });
    expect(next(queue, 10_500)).toMatchObject({ message: { id: 'a', attempts: 1 } });
  });

  it('waits at least as long as the server asks', () => {
    expect(next(q.postpone(queueOf('a'), 'a', 0, 1, 7_000))).toEqual({ waitMs: 7_000 });
  });

  it('waits longer each time, never above half a minute', () => {
    let queue = queueOf('a');
    const waits: number[] = [];
    for (let n = 0; n < 12; n++) {
      queue = q.postpone(queue, 'a', 0, 1);
      waits.push((next(queue) as { waitMs: number }).waitMs);
    }
    expect(waits.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000]);
    expect(Math.max(...waits)).toBe(30_000);
  });

  it('lets a refused message hold up nobody, until its author tries again', () => {
    const queue = q.refuse(queueOf('a', 'b'), 'a', 'too long');
    expect(next(queue)).toMatchObject({ message: { id: 'b' } });
    expect(next(q.hurry(queue))).toMatchObject({ message: { id: 'b' } });
    expect(next(q.hurry(queue, 'a'))).toMatchObject({ message: { id: 'a' } });
  });

  it('goes at once when the connection is back', () => {
    const queue = q.postpone(queueOf('a'), 'a', 50_000, 1);
    expect(next(q.hurry(queue), 50_000)).toMatchObject({ message: { id: 'a' } });
  });

  it('sends only what the one at the page has written', () => {
    const queue = q.enqueue(q.enqueue(queueOf('a'), message('b'), 'ana'), message('c'), 'bo');
    expect(q.nextToSend(queue, 0)).toMatchObject({ message: { id: 'a' } });
    expect(q.nextToSend(queue, 0, 'bo')).toMatchObject({ message: { id: 'c' } });
    expect(q.nextToSend(queue, 0, 'eve')).toBeUndefined();
    const named = q.restoreQueue(JSON.parse(JSON.stringify(q.handTo(queue, 'bo'))));
    expect(named.map(({ id, subject }) => [id, subject])).toEqual([
      ['a', 'bo'],
      ['b', 'ana'],
      ['c', 'bo'],
    ]);
  });

  it('survives a reload, and drops what is not a message', () => {
    const queue = q.postpone(queueOf('a', 'b'), 'a', 50_000, 1);
    const stored: unknown = JSON.parse(JSON.stringify([...queue, { id: 4 }, null, 'x']));
    expect(q.restoreQueue(stored).map(({ id }) => id)).toEqual(['a', 'b']);
    expect(next(q.restoreQueue(stored))).toMatchObject({ message: { id: 'a' } });
    expect(q.restoreQueue('nonsense')).toEqual([]);
  });

  it('delivers every message once and in order on a line that fails at random', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        (failures, count) => {
          const ids = Array.from({ length: count }, (_, index) => `m${index}`);
          let queue = queueOf(...ids);
          const delivered: string[] = [];
          let now = 0;
          for (let round = 0; queue.length > 0 && round < 1_000; round++) {
            const due = q.nextToSend(queue, now)!;
            if ('waitMs' in due) {
              now += due.waitMs;
            } else if (failures[round]) {
              queue = q.postpone(queue, due.message.id, now, 0.5);
            } else {
              delivered.push(due.message.id);
              queue = q.accepted(queue, due.message.id);
            }
          }
          expect(delivered).toEqual(ids);
        },
      ),
    );
  });
});
